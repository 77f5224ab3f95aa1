//! The SQL of the rotations: one of each kind at a time.

use crate::{
    base::{clock::Timestamp, ids::SubjectId},
    statements,
};

statements! { Keys;
    /// Begins a rotation; `false` when one of its kind is under way.
    pub(in crate::kernel::vault) fn begin_rotation(transaction, kind: &str, total: i64, now: Timestamp, entry: i64) -> Changed
        bind [kind, now, total, FIRST, entry] =
        "INSERT INTO rotations (kind, started_at, total, done, reached, audit_entry) VALUES ($1, $2, $3, 0, $4, $5) \
                      ON CONFLICT (kind) DO UPDATE SET started_at = excluded.started_at, total = excluded.total, done = 0, \
                      reached = excluded.reached, turned_at = NULL, finished_at = NULL, audit_entry = excluded.audit_entry \
                      WHERE rotations.turned_at IS NOT NULL";

    pub(in crate::kernel::vault) fn rotations(pool) -> Vec<RotationRow> =
        "SELECT kind, started_at, total, done, reached, turned_at, finished_at FROM rotations ORDER BY kind";

    /// Notes that a batch more is done, up to `reached`.
    pub(in crate::kernel::vault) fn advance_rotation(transaction, read: &RotationRow, done: i64, reached: SubjectId, entry: i64)
        bind [done, reached, entry, &read.kind, read.reached] =
        "UPDATE rotations SET done = done + $1, reached = $2, audit_entry = $3 \
         WHERE kind = $4 AND reached = $5";

    /// Notes that everything is under the new key.
    pub(in crate::kernel::vault) fn turn_rotation(transaction, kind: &str, now: Timestamp, entry: i64)
        bind [now, entry, kind, FIRST] =
        "UPDATE rotations SET turned_at = $1, reached = $4, audit_entry = $2 WHERE kind = $3 AND turned_at IS NULL";

    /// Notes that the old key is gone.
    pub(in crate::kernel::vault) fn finish_rotation(transaction, kind: &str, now: Timestamp, entry: i64)
        bind [now, entry, kind] =
        "UPDATE rotations SET finished_at = $1, audit_entry = $2 WHERE kind = $3 AND finished_at IS NULL";
}

pub(in crate::kernel::vault) const FIRST: SubjectId = SubjectId::from_uuid(uuid::Uuid::nil());

#[derive(Clone, sqlx::FromRow)]
pub(in crate::kernel::vault) struct RotationRow {
    pub kind: String,
    pub started_at: Timestamp,
    pub total: i64,
    pub done: i64,
    pub reached: SubjectId,
    pub turned_at: Option<Timestamp>,
    pub finished_at: Option<Timestamp>,
}
