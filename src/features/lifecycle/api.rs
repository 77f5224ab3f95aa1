//! What `app.rs` may use of this feature.

pub use super::{
    configuration::Configuration,
    start::{change_policy, record_start, record_stop},
};
