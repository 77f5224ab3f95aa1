//! What `app.rs` may use of this room.

pub use super::{
    configuration::Configuration,
    start::{enter_start, enter_stop},
};
