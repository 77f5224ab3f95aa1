//! One room a job.
