//! The SQL of reading entries back.

use uuid::Uuid;

use crate::{
    base::{
        clock::Timestamp,
        ids::{StaffId, SubjectId},
    },
    kernel::db::Pool,
    statements, with_pool,
};

statements! { Audit;
    /// One entry by number.
    FIND = "SELECT sequence, body, leaf, root FROM entries WHERE sequence = $1";
    /// Bodies and hashes in order, for verification.
    SCAN = "SELECT sequence, at, event, outcome, actor_id, actor_role, session_id, permission, resource_kind, resource_id, \
            request_id, address, body, leaf, root FROM entries WHERE sequence > $1 ORDER BY sequence LIMIT $2";
    /// The subjects of a run of entries, for verification and for an entry's page.
    SUBJECTS = "SELECT sequence, subject_id FROM entry_subjects WHERE sequence >= $1 AND sequence <= $2 \
                ORDER BY sequence, subject_id LIMIT $3";
    /// How often somebody did something since a moment, up to a limit. What is older is left out by its number, so that the
    /// walk over a person's entries is short however long the log is.
    COUNT_OWN = "SELECT COUNT(*) FROM (SELECT 1 FROM entries WHERE actor_id = $1 AND event = $2 AND outcome = 'allowed' \
                 AND sequence > COALESCE((SELECT sequence FROM entries WHERE at <= $3 ORDER BY at DESC, sequence DESC LIMIT 1), 0) \
                 AND sequence < $4 LIMIT $5) AS own";
    /// The first entry at or after a moment, by the order of time; the next one to come without one.
    FIRST_SINCE = "SELECT COALESCE((SELECT sequence FROM entries WHERE at >= $1 ORDER BY at, sequence LIMIT 1), \
                   (SELECT COALESCE(MAX(sequence), 0) + 1 FROM entries))";
    /// How many of a run of entries ended so.
    COUNT_OUTCOME = "SELECT COUNT(*) FROM entries WHERE outcome = $1 AND sequence >= $2 AND sequence < $3";
    /// A number that the log never gave.
    FIRST_BEFORE = "SELECT sequence FROM entries WHERE sequence < $1 ORDER BY sequence LIMIT 1";
    /// Subjects of an entry that is not there.
    FIRST_ORPHAN = "SELECT MIN(s.sequence) FROM entry_subjects s \
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

/// How often somebody did something after `since`, before entry `before`; counting stops at `limit`.
pub(in crate::kernel::audit) async fn count_own(
    pool: &Pool,
    actor: StaffId,
    event: &str,
    since: Timestamp,
    before: i64,
    limit: i64,
) -> sqlx::Result<i64> {
    with_pool!(pool, COUNT_OWN, |sql, db| {
        sqlx::query_scalar(sql)
            .bind(actor)
            .bind(event)
            .bind(since)
            .bind(before)
            .bind(limit)
            .fetch_one(db)
            .await
    })
}

/// Entry `sequence` as it is stored.
pub(in crate::kernel::audit) async fn find(
    pool: &Pool,
    sequence: i64,
) -> sqlx::Result<Option<StoredRow>> {
    with_pool!(pool, FIND, |sql, db| sqlx::query_as(sql)
        .bind(sequence)
        .fetch_optional(db)
        .await)
}

/// Up to `limit` rows after `after`.
pub(in crate::kernel::audit) async fn scan(
    pool: &Pool,
    after: i64,
    limit: i64,
) -> sqlx::Result<Vec<ScannedRow>> {
    with_pool!(pool, SCAN, |sql, db| sqlx::query_as(sql)
        .bind(after)
        .bind(limit)
        .fetch_all(db)
        .await)
}

/// The first entry numbered below `number`.
pub(in crate::kernel::audit) async fn first_before(
    pool: &Pool,
    number: i64,
) -> sqlx::Result<Option<i64>> {
    with_pool!(pool, FIRST_BEFORE, |sql, db| sqlx::query_scalar(sql)
        .bind(number)
        .fetch_optional(db)
        .await)
}

/// The first number that has subjects and no entry.
pub(in crate::kernel::audit) async fn first_orphan(pool: &Pool) -> sqlx::Result<Option<i64>> {
    with_pool!(pool, FIRST_ORPHAN, |sql, db| sqlx::query_scalar(sql)
        .fetch_one(db)
        .await)
}

/// Up to `limit` subjects of the entries `first..=last`, in order.
pub(in crate::kernel::audit) async fn subjects(
    pool: &Pool,
    first: i64,
    last: i64,
    limit: i64,
) -> sqlx::Result<Vec<(i64, SubjectId)>> {
    with_pool!(pool, SUBJECTS, |sql, db| {
        sqlx::query_as(sql)
            .bind(first)
            .bind(last)
            .bind(limit)
            .fetch_all(db)
            .await
    })
}

/// The first entry at or after `moment`; without one, the number that the next will have.
pub(in crate::kernel::audit) async fn first_since(
    pool: &Pool,
    moment: Timestamp,
) -> sqlx::Result<i64> {
    with_pool!(pool, FIRST_SINCE, |sql, db| sqlx::query_scalar(sql)
        .bind(moment)
        .fetch_one(db)
        .await)
}

/// How many of the entries `begin..end` ended so.
pub(in crate::kernel::audit) async fn count_outcome(
    pool: &Pool,
    outcome: &str,
    begin: i64,
    end: i64,
) -> sqlx::Result<i64> {
    with_pool!(pool, COUNT_OUTCOME, |sql, db| sqlx::query_scalar(sql)
        .bind(outcome)
        .bind(begin)
        .bind(end)
        .fetch_one(db)
        .await)
}
