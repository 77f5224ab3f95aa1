//! One entry: its body gives its leaf, and everything stored beside it says the same.

use hufu_proof::hash::{self, Hash};
use serde_json::Value;

use super::Failure;
use crate::{
    base::ids::SubjectId,
    kernel::audit::{
        CHECKPOINT_BEFORE, CHECKPOINT_MADE, Outcome, entry::StoredEntry, store::ScannedRow,
        subject_digest,
    },
};

/// An entry that holds by itself.
pub(super) struct CheckedEntry {
    pub leaf: Hash,
    /// Entries under the checkpoint before, where it tells of one being made.
    pub checkpoint_before: Option<i64>,
}

/// Checks one row with the subjects stored for it.
pub(super) fn check(row: &ScannedRow, subjects: &[SubjectId]) -> Result<CheckedEntry, Failure> {
    let leaf = hash::leaf(&row.body);
    if row.leaf != leaf {
        return Err(Failure::Body);
    }
    let body: StoredEntry = serde_json::from_slice(&row.body).map_err(|_| Failure::Body)?;
    if !columns_match(row, &body) {
        return Err(Failure::Column);
    }
    if body.subject_digest != subject_digest::subjects(subjects).map(hex::encode) {
        return Err(Failure::Subjects);
    }
    let makes = body.event == CHECKPOINT_MADE && body.outcome == Outcome::Allowed;
    let before = body.facts.get(CHECKPOINT_BEFORE).filter(|_| makes);
    Ok(CheckedEntry {
        leaf,
        checkpoint_before: before.and_then(Value::as_i64),
    })
}

fn columns_match(row: &ScannedRow, body: &StoredEntry) -> bool {
    row.sequence == body.sequence
        && row.at == body.at.micros()
        && row.event == body.event
        && row.outcome == body.outcome.as_str()
        && row.actor_id == body.actor.map(|id| id.uuid())
        && row.actor_role == body.role
        && row.session_id == body.session.map(|id| id.uuid())
        && row.permission == body.permission
        && row.resource_kind == body.resource_kind
        && row.resource_id == body.resource
        && row.request_id == body.request.uuid()
        && row.address == body.address
}
