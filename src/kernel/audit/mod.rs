//! The append-only log: who, when, what. Ids and field names, never values.
//!
//! Owns: the shape of an entry, the catalogue of events, the one durable writer, search for the auditor and offline verification.
//! Must not: hold a personal value (the types of [`Entry`] have no place for one) or acknowledge an entry before it is on
//! disk.
//!
//! Each stored body is hashed as a leaf of RFC 6962 (`SHA-256(0x00 ‖ body)`) and chained to the one before, so that an
//! altered, removed or inserted entry is found and named.

mod catalogue;
mod entry;
mod events;
pub mod facts;
mod hash;
mod origin;
mod reader;
mod store;
#[cfg(test)]
mod tests;
mod verify;
mod walls;
mod writer;

use crate::kernel::db::RegisteredStatement;
pub use catalogue::{EventKind, FactField, FactKind, FactName};
pub use entry::{Entry, Event, Fact, Outcome, Resource, ResourceId, StoredEntry};
pub(in crate::kernel) use events::{ACCESS_DENIED, OPEN_FAILED, REQUEST_FAILED};
pub use events::{GUARD_EVENTS, every_event};
pub use origin::{Account, Actor, Device, Origin, RoleName};
pub use reader::{AuditReader, EntryFilter, EntryPage, FoundEntry, Turn};
pub use verify::{Failure as VerificationFailure, Verification, verify};
pub use walls::{AlteredWall, WallError, check_walls};
pub use writer::{AuditUnavailable, AuditWriter, EntryNumber};

/// Every statement on the log.
pub(crate) const ALL_STATEMENTS: [&[RegisteredStatement]; 2] =
    [store::STATEMENTS, walls::STATEMENTS];
