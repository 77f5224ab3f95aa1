//! The product from outside, over HTTPS, on both engines.

#[path = "../harness/mod.rs"]
mod harness;

mod headers;
mod kill;
mod login;
mod outage;
mod sessions;
mod transport;
