//! One room a job. A feature is a folder; deleting it is deleting the folder and its line in `app.rs`.

pub mod audit_trail;
pub mod import;
