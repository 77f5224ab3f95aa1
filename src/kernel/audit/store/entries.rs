//! The SQL of reading entries back.

use uuid::Uuid;

use crate::{
    base::{
        clock::Timestamp,
        ids::{StaffId, SubjectId},
    },
    statements,
};

statements! { Audit;
    /// Entry `sequence` as it is stored.
    pub(in crate::kernel::audit) fn find(pool, sequence: i64) -> Option<StoredRow> =
        "SELECT sequence, body, leaf, root FROM entries WHERE sequence = $1";

    /// Up to `limit` rows after `after`.
    pub(in crate::kernel::audit) fn scan(pool, after: i64, limit: i64) -> Vec<ScannedRow> =
        "SELECT sequence, at, event, outcome, actor_id, actor_role, session_id, permission, resource_kind, resource_id, \
         request_id, address, body, leaf, root FROM entries WHERE sequence > $1 ORDER BY sequence LIMIT $2";

    /// Up to `limit` subjects of the entries `first..=last`, in order.
    pub(in crate::kernel::audit) fn subjects(pool, first: i64, last: i64, limit: i64) -> Vec<(i64, SubjectId)> =
        "SELECT sequence, subject_id FROM entry_subjects WHERE sequence >= $1 AND sequence <= $2 \
         ORDER BY sequence, subject_id LIMIT $3";

    /// How often somebody did something after `since`, before entry `before`; counting stops at `limit`.
    pub(in crate::kernel::audit) fn count_own(pool, actor: StaffId, event: &str, since: Timestamp, before: i64, limit: i64) -> Value<i64> =
        "SELECT COUNT(*) FROM (SELECT 1 FROM entries WHERE actor_id = $1 AND event = $2 AND outcome = 'allowed' \
         AND sequence > COALESCE((SELECT sequence FROM entries WHERE at <= $3 ORDER BY at DESC, sequence DESC LIMIT 1), 0) \
         AND sequence < $4 LIMIT $5) AS own";

    /// The first entry at or after `moment`; without one, the number that the next will have.
    pub(in crate::kernel::audit) fn first_since(pool, moment: Timestamp) -> Value<i64> =
        "SELECT COALESCE((SELECT sequence FROM entries WHERE at >= $1 ORDER BY at, sequence LIMIT 1), \
         (SELECT COALESCE(MAX(sequence), 0) + 1 FROM entries))";

    /// How many of the entries `begin..end` ended so.
    pub(in crate::kernel::audit) fn count_outcome(pool, outcome: &str, begin: i64, end: i64) -> Value<i64> =
        "SELECT COUNT(*) FROM entries WHERE outcome = $1 AND sequence >= $2 AND sequence < $3";

    /// The first entry numbered below `number`.
    pub(in crate::kernel::audit) fn first_before(pool, number: i64) -> OptionalValue<i64> =
        "SELECT sequence FROM entries WHERE sequence < $1 ORDER BY sequence LIMIT 1";

    /// The first number that has subjects and no entry.
    pub(in crate::kernel::audit) fn first_orphan(pool) -> Value<Option<i64>> =
        "SELECT MIN(s.sequence) FROM entry_subjects s \
         WHERE NOT EXISTS (SELECT 1 FROM entries e WHERE e.sequence = s.sequence)";
}

/// The evidence of one entry.
#[derive(sqlx::FromRow)]
pub(in crate::kernel::audit) struct StoredRow {
    pub sequence: i64,
    pub body: Vec<u8>,
    pub leaf: Vec<u8>,
    pub root: Option<Vec<u8>>,
}

/// A row as verification reads it.
#[derive(sqlx::FromRow)]
pub(in crate::kernel::audit) struct ScannedRow {
    pub sequence: i64,
    pub at: i64,
    pub event: String,
    pub outcome: String,
    pub actor_id: Option<Uuid>,
    pub actor_role: String,
    pub session_id: Option<Uuid>,
    pub permission: String,
    pub resource_kind: Option<String>,
    pub resource_id: Option<String>,
    pub request_id: Uuid,
    pub address: Option<String>,
    pub body: Vec<u8>,
    pub leaf: Vec<u8>,
    pub root: Option<Vec<u8>>,
}
