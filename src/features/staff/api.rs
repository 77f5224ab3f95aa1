//! What other features and the command line may use of this one.

pub use super::{
    StaffCreate,
    create::{CreateError, NewStaff, create, refuse_phone},
};
