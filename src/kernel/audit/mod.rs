//! The append-only log: who, when, what. Ids and field names, never values.
//!
//! Owns: the shape of an entry, the catalogue of events, the one durable writer, search for the auditor and offline verification.
//! Must not: hold a personal value (the types of [`Entry`] have no place for one) or acknowledge an entry before it is on
//! disk.
//!
//! Each stored body is a leaf of a Merkle tree (RFC 6962), and each row carries the tree's head after it, so that an altered,
//! removed or inserted entry is found and named. Signed heads kept elsewhere show a rewrite of everything and a cut tail too.

mod access;
mod access_report;
mod append;
mod catalogue;
mod days;
mod entry;
mod entry_stream;
mod events;
mod evidence;
mod failures;
mod field;
pub mod fields;
mod health;
mod origin;
mod pending;
mod pruning;
mod reader;
mod schema_guards;
mod selection;
mod signing;
mod store;
mod subject_digest;
#[cfg(test)]
mod tests;
mod transport;
mod tree;
pub(in crate::kernel) mod verified;
mod verify;
mod writer;

use hufu_proof::{VerifierKey, hash::Hash};

use crate::kernel::db::{Pool, RegisteredStatement, Transaction};
pub use access::{AccessedSubject, Accessor, Window};
pub use catalogue::EventKind;
pub use days::Recorded;
pub use entry::{Entry, Event, Outcome, Resource, ResourceId, StoredEntry};
pub use entry_stream::{EntryStream, Run};
pub(in crate::kernel) use events::{ACCESS_DENIED, OPEN_FAILED, REQUEST_FAILED};
pub use events::{GUARD_EVENTS, every_event};
pub use evidence::Prover;
pub use field::{FieldKind, FieldName, FieldSpec, FieldValue};
pub use health::AuditHealth;
pub use origin::{Account, Actor, Device, Origin, RoleName};
pub use pending::{AuditUnavailable, EntryNumber};
pub(in crate::kernel) use pruning::{PRUNED, prunings};
pub use reader::{AuditReader, EntryFilter, FoundEntry};
pub use schema_guards::{
    SchemaDrift, SchemaGuardError, check_schema_guards, check_schema_guards_and_indexes,
};
pub use selection::{
    Mistake, Moment, NotAMoment, NotASelection, NotInEntries, Person, ResourceText, Selection, Word,
};
pub(in crate::kernel) use signing::{SigningKey, signed_at};
pub(in crate::kernel) use store::{
    bodies, checkpoints_before, insert_pruning, prune_entries, pruned_through,
};
pub use transport::Transport;
pub use tree::ProofError;
use tree::{TileReader, TreeSource};
pub use verified::VerifiedLog;
pub use verify::{Failure as VerificationFailure, Outside, Verification, Whole, verify};
pub use writer::AuditWriter;

/// Every statement on the log.
pub(crate) fn statements() -> impl Iterator<Item = &'static RegisteredStatement> {
    let all = store::ALL.into_iter().flatten();
    all.chain(schema_guards::STATEMENTS)
}

/// The keys that the store itself names for its checkpoints: to be believed as far as the store is.
pub async fn stored_keys(pool: &Pool) -> sqlx::Result<Vec<VerifierKey>> {
    store::checkpoint_keys(pool).await
}

/// Keeps every other writer waiting until the transaction ends.
pub(in crate::kernel) async fn lock(transaction: &mut Transaction) -> sqlx::Result<()> {
    store::lock_head(transaction).await.map(drop)
}

/// The head of the tree of the first `size` entries, as the writer sees it.
///
/// # Errors
/// When the store cannot be read, or there are not so many.
pub(in crate::kernel) async fn root_within(
    transaction: &mut Transaction,
    size: i64,
) -> sqlx::Result<Hash> {
    let mut tiles = TileReader::new(TreeSource::Writer(transaction));
    let size = u64::try_from(size).unwrap_or(0);
    Ok(tiles.frontier(size).await?.root())
}

/// The event that tells of a checkpoint being made.
pub(in crate::kernel) const CHECKPOINT_MADE: &str = "audit.checkpoint_made";
/// Its field: entries under the checkpoint before, which must therefore be there.
pub(in crate::kernel) const CHECKPOINT_BEFORE: &str = "before";
