//! The product from outside, over HTTPS, on both engines.

#[path = "../harness/mod.rs"]
mod harness;
#[path = "../harness/stand_in.rs"]
mod stand_in;

mod audit_trail;
mod caps;
mod catalogue;
mod commands;
mod day;
mod demo;
mod envelope;
mod evidence;
mod exporting;
mod fetching;
mod files;
mod flood;
mod guessing;
mod headers;
mod hostile;
mod injection;
mod keys;
mod kill;
mod leak;
mod login;
mod memory;
mod metrics;
mod modes;
mod office;
mod orders;
mod outage;
mod payments;
mod program;
mod reading;
mod reasons;
mod recorded;
mod revealing;
mod roles;
mod search;
mod seeded;
mod sending;
mod sessions;
mod thief;
mod transport;
