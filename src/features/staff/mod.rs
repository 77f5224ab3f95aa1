//! The people who work here. For now: making one, from the command line.
//!
//! Owns: the `staff` rows and their sealed names and phones. Must not: keep either outside the vault.

pub mod api;
mod create;
mod events;
mod permissions;
mod store;

pub use permissions::{PERMISSIONS, StaffCreate};

use crate::kernel::feature::Feature;

/// The feature's line in `app.rs`. It has no pages yet.
pub const FEATURE: Feature = Feature {
    name: "staff",
    permissions: PERMISSIONS,
    statements: store::STATEMENTS,
    ..Feature::EMPTY
};
