//! What Hufu records about itself: that it started and stopped, and what changed of its configuration and its policy since the
//! start before (A7).
//!
//! Owns: what the last start saw, kept in the business store: of each setting a digest under the vault's key, so that a thief
//! of the store can guess no value from it, and of each role its permissions. It is written under the receipt of the entry
//! that says so, and carries its number.
//! Must not: record a value of a setting, secret or not. Instances with configurations of their own record the difference when
//! they start one after another.

pub mod api;
mod configuration;
mod events;
mod permissions;
mod policy;
mod start;
mod store;

pub use permissions::{PERMISSIONS, SystemStart, SystemStop};

use crate::kernel::feature::Feature;

/// The feature. It has no pages.
pub const FEATURE: Feature = Feature {
    name: "lifecycle",
    permissions: PERMISSIONS,
    statements: store::STATEMENTS,
    ..Feature::EMPTY
};
