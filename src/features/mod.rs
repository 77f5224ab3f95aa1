//! One room a job.

pub mod orders;
pub mod payments;
