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
mod entered;
mod envelope;
mod evidence;
mod exporting;
mod fetching;
mod files;
mod flood;
mod guessing;
mod headers;
mod hostile;
mod house;
mod injection;
mod keys;
mod kill;
mod leak;
mod login;
mod memory;
mod metrics;
mod modes;
mod orders;
mod outage;
mod payments;
mod program;
mod reading;
mod reasons;
mod revealing;
mod roles;
mod search;
mod seeded;
mod sending;
mod sessions;
mod thief;
mod transport;
