//! What `app.rs` may use of this room.

pub use super::{
    configuration::Configuration,
    start::{change_policy, enter_start, enter_stop},
};
