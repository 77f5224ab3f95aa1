//! The SQL of the log: reading the head, appending, reading back.

use sqlx::QueryBuilder;
use uuid::Uuid;

use super::hash::Hash;
use crate::{
    base::{
        clock::Timestamp,
        ids::{StaffId, SubjectId},
    },
    kernel::db::{Pool, Transaction, pieces},
    statements, with_pool, with_transaction,
};

statements! { Audit;
    /// The newest entry's number and link.
    HEAD = "SELECT sequence, chain FROM entries ORDER BY sequence DESC LIMIT 1";
    /// One writer at a time across instances. On SQLite the transaction's own lock does it, and nothing is asked.
    LOCK = { sqlite: "SELECT 1", postgres: "SELECT pg_advisory_xact_lock(4855448)" };
    /// One entry by number.
    FIND = "SELECT sequence, body, leaf, chain FROM entries WHERE sequence = $1";
    /// Bodies and hashes in order, for verification.
    SCAN = "SELECT sequence, at, event, outcome, actor_id, actor_role, session_id, permission, resource_kind, resource_id, \
            request_id, body, leaf, chain FROM entries WHERE sequence > $1 ORDER BY sequence LIMIT $2";
    /// The subjects of a run of entries, for verification and for an entry's page.
    SUBJECTS = "SELECT sequence, subject_id FROM entry_subjects WHERE sequence >= $1 AND sequence <= $2 \
                ORDER BY sequence, subject_id LIMIT $3";
    /// How often somebody did something since a moment, up to a limit. What is older is left out by its number, so that the
    /// walk over a person's entries is short however long the log is.
    COUNT_OWN = "SELECT COUNT(*) FROM (SELECT 1 FROM entries WHERE actor_id = $1 AND event = $2 AND outcome = 'allowed' \
                 AND sequence > COALESCE((SELECT sequence FROM entries WHERE at <= $3 ORDER BY at DESC, sequence DESC LIMIT 1), 0) \
                 AND sequence < $4 LIMIT $5) AS own";
    /// A number that the log never gave.
    FIRST_BEFORE = "SELECT sequence FROM entries WHERE sequence < $1 ORDER BY sequence LIMIT 1";
    /// Subjects of an entry that is not there.
    FIRST_ORPHAN = "SELECT MIN(s.sequence) FROM entry_subjects s \
                    WHERE NOT EXISTS (SELECT 1 FROM entries e WHERE e.sequence = s.sequence)";
}

/// A row as it is inserted.
pub(super) struct NewRow {
    pub sequence: i64,
    pub at: Timestamp,
    pub event: &'static str,
    pub outcome: &'static str,
    pub actor: Option<Uuid>,
    pub role: String,
    pub session: Option<Uuid>,
    pub permission: &'static str,
    pub resource_kind: Option<&'static str>,
    pub resource: Option<String>,
    pub request: Uuid,
    pub body: Vec<u8>,
    pub leaf: Hash,
    pub chain: Hash,
}

/// The evidence of one entry.
#[derive(sqlx::FromRow)]
pub(super) struct StoredRow {
    pub sequence: i64,
    pub body: Vec<u8>,
    pub leaf: Vec<u8>,
    pub chain: Vec<u8>,
}

/// A row as verification reads it.
#[derive(sqlx::FromRow)]
pub(super) struct ScannedRow {
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
    pub body: Vec<u8>,
    pub leaf: Vec<u8>,
    pub chain: Vec<u8>,
}

/// Takes the writers' lock and reads the head: number and link of the newest entry.
pub(super) async fn lock_head(
    transaction: &mut Transaction,
) -> sqlx::Result<Option<(i64, Vec<u8>)>> {
    if let Transaction::Postgres(transaction) = transaction {
        let lock = sqlx::query(LOCK.postgres);
        lock.execute(&mut **transaction).await?;
    }
    with_transaction!(transaction, HEAD, |sql, db| sqlx::query_as(sql)
        .fetch_optional(db)
        .await)
}

/// Appends the rows in order; gives how many the database took. A trigger can swallow a row without an error.
pub(super) async fn insert_entries(
    transaction: &mut Transaction,
    rows: &[NewRow],
) -> sqlx::Result<u64> {
    let mut inserted = 0;
    for piece in pieces(rows) {
        inserted += with_transaction!(transaction, |db| {
            let mut insert = QueryBuilder::new(
                "INSERT INTO entries (sequence, at, event, outcome, actor_id, actor_role, session_id, permission, \
                 resource_kind, resource_id, request_id, body, leaf, chain) ",
            );
            insert.push_values(piece, |mut values, row| {
                values
                    .push_bind(row.sequence)
                    .push_bind(row.at)
                    .push_bind(row.event)
                    .push_bind(row.outcome)
                    .push_bind(row.actor)
                    .push_bind(row.role.as_str())
                    .push_bind(row.session)
                    .push_bind(row.permission)
                    .push_bind(row.resource_kind)
                    .push_bind(row.resource.as_deref())
                    .push_bind(row.request)
                    .push_bind(row.body.as_slice())
                    .push_bind(row.leaf.as_slice())
                    .push_bind(row.chain.as_slice());
            });
            insert
                .build()
                .execute(db)
                .await
                .map(|done| done.rows_affected())
        })?;
    }
    Ok(inserted)
}

/// Adds the subjects of the entries just appended; gives how many the database took.
pub(super) async fn insert_subjects(
    transaction: &mut Transaction,
    subjects: &[(i64, SubjectId)],
) -> sqlx::Result<u64> {
    let mut inserted = 0;
    for piece in pieces(subjects) {
        inserted += with_transaction!(transaction, |db| {
            let mut insert =
                QueryBuilder::new("INSERT INTO entry_subjects (sequence, subject_id) ");
            insert.push_values(piece, |mut values, (sequence, subject)| {
                values.push_bind(*sequence).push_bind(*subject);
            });
            insert
                .build()
                .execute(db)
                .await
                .map(|done| done.rows_affected())
        })?;
    }
    Ok(inserted)
}

/// How often somebody did something after `since`, before entry `before`; counting stops at `limit`.
pub(super) async fn count_own(
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
pub(super) async fn find(pool: &Pool, sequence: i64) -> sqlx::Result<Option<StoredRow>> {
    with_pool!(pool, FIND, |sql, db| sqlx::query_as(sql)
        .bind(sequence)
        .fetch_optional(db)
        .await)
}

/// Up to `limit` rows after `after`.
pub(super) async fn scan(pool: &Pool, after: i64, limit: i64) -> sqlx::Result<Vec<ScannedRow>> {
    with_pool!(pool, SCAN, |sql, db| sqlx::query_as(sql)
        .bind(after)
        .bind(limit)
        .fetch_all(db)
        .await)
}

/// The first entry numbered below `number`.
pub(super) async fn first_before(pool: &Pool, number: i64) -> sqlx::Result<Option<i64>> {
    with_pool!(pool, FIRST_BEFORE, |sql, db| sqlx::query_scalar(sql)
        .bind(number)
        .fetch_optional(db)
        .await)
}

/// The first number that has subjects and no entry.
pub(super) async fn first_orphan(pool: &Pool) -> sqlx::Result<Option<i64>> {
    with_pool!(pool, FIRST_ORPHAN, |sql, db| sqlx::query_scalar(sql)
        .fetch_one(db)
        .await)
}

/// Up to `limit` subjects of the entries `first..=last`, in order.
pub(super) async fn subjects(
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

/// The newest entry's number; 0 in an empty log.
pub(super) async fn newest(pool: &Pool) -> sqlx::Result<i64> {
    let head: Option<(i64, Vec<u8>)> = with_pool!(pool, HEAD, |sql, db| sqlx::query_as(sql)
        .fetch_optional(db)
        .await)?;
    Ok(head.map_or(0, |(sequence, _)| sequence))
}
