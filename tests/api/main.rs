//! The product from outside, over HTTPS, on both engines.

#[path = "../harness/mod.rs"]
mod harness;

mod audit_trail;
mod day;
mod exporting;
mod fetching;
mod files;
mod flood;
mod headers;
mod hostile;
mod injection;
mod kill;
mod leak;
mod login;
mod orders;
mod outage;
mod payments;
mod program;
mod reading;
mod revealing;
mod roles;
mod search;
mod seeded;
mod sessions;
mod transport;
