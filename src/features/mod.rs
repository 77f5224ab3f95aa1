//! One room a job.

pub mod demo_phone;
pub mod home;
pub mod login;
pub mod preferences;
pub mod staff;
