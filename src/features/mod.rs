//! One room a job. A feature is a folder; deleting it is deleting the folder and its line in `app.rs`.

pub mod exports;
pub mod import;
