//! Each role's day in a real browser.

#[path = "../harness/mod.rs"]
mod harness;

mod days;
mod envelope;
mod export;
mod pictures;
mod sensitive;
