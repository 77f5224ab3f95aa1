//! The world outside, behind traits that the kernel owns.
//!
//! A gateway turns one kernel trait into one outside service. It must not decide anything (that is the kernel's), and
//! nothing but `app` may name one.

pub mod checkpoints;
pub mod kms;
pub mod sms;
