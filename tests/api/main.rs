//! The product from outside, over HTTPS, on both engines.

#[path = "../harness/mod.rs"]
mod harness;

mod headers;
mod kill;
mod login;
mod orders;
mod outage;
mod payments;
mod sessions;
mod transport;
