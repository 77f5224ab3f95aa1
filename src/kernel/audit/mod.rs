//! The append-only log: who, when, what. Ids and field names, never values.
//!
//! Owns: the shape of an entry, the catalogue of events, the one durable writer, search for the auditor and offline verification.
//! Must not: hold a personal value (the types of [`Entry`] have no place for one) or acknowledge an entry before it is on
//! disk.
//!
//! Each stored body is a leaf of a Merkle tree (RFC 6962), and each row carries the tree's head after it, so that an altered,
//! removed or inserted entry is found and named. Signed heads kept elsewhere show a rewrite of everything and a cut tail too.

mod append;
mod catalogue;
mod checkpoint;
mod entry;
mod events;
mod evidence;
pub mod facts;
mod hash;
mod health;
mod note;
mod origin;
mod published;
mod reader;
mod store;
#[cfg(test)]
mod tests;
mod tree;
mod verify;
mod walls;
mod writer;

use crate::kernel::db::RegisteredStatement;
pub use catalogue::{EventKind, FactField, FactKind, FactName};
pub use checkpoint::Checkpoint;
pub use entry::{Entry, Event, Fact, Outcome, Resource, ResourceId, StoredEntry};
pub(in crate::kernel) use events::{ACCESS_DENIED, OPEN_FAILED, REQUEST_FAILED};
pub use events::{GUARD_EVENTS, every_event};
pub use health::AuditHealth;
pub use note::{NoteError, SignedNote, SigningKey, VerifierKey};
pub use origin::{Account, Actor, Device, Origin, RoleName};
pub use published::PublishedLeaves;
pub use reader::{AuditReader, EntryFilter, EntryPage, FoundEntry, Turn};
pub use tree::{ConsistencyProof, InclusionProof, ProofError};
pub use verify::{Failure as VerificationFailure, Outside, Verification, Whole, verify};
pub use walls::{AlteredWall, WallError, check_walls};
pub use writer::{AuditUnavailable, AuditWriter, EntryNumber};

/// Every statement on the log.
pub(crate) fn statements() -> impl Iterator<Item = &'static RegisteredStatement> {
    let all = store::ALL.into_iter().flatten();
    all.chain(walls::STATEMENTS)
}

/// The event that tells of a pruning.
const PRUNED: &str = "audit.pruned";
