//! What other rooms and the command line may use of this one.

pub use super::create::{CreateError, NewStaff, create};
