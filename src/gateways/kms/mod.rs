//! Key services: whoever holds the master key (S2).

pub mod local;
