//! What is recorded about exchanging keys.

use crate::kernel::audit::{EventKind, FieldName};

pub const ROTATION: FieldName<&'static str> = FieldName::code("rotation");

pub const ROTATED: EventKind = EventKind::new("keys.rotated").field(ROTATION);
/// Data keys were wrapped by the newest key-encryption key.
pub const REWRAPPED: EventKind = step("keys.rewrapped");
pub const RESEALED: EventKind = step("keys.resealed");
/// Blind indexes were made anew.
pub const REINDEXED: EventKind = step("keys.reindexed");
/// Nothing is left under the old key.
pub const TURNED: EventKind = step("keys.turned");
/// Old data keys were destroyed.
pub const DROPPED: EventKind = step("keys.dropped");
/// The old key was deleted.
pub const FINISHED: EventKind = step("keys.finished");

const fn step(name: &'static str) -> EventKind {
    EventKind::new(name).subjects().count().field(ROTATION)
}
