//! The SQL of the tombstones.

use std::collections::HashSet;

use sqlx::QueryBuilder;

use crate::{
    base::{clock::Timestamp, ids::SubjectId},
    kernel::{
        db::{Pool, Transaction, padded},
        vault::Tombstone,
    },
    statements, with_pool, with_transaction,
};

statements! { Keys;
    /// The point of no return.
    INSERT_TOMBSTONE = "INSERT INTO tombstones (subject_id, shredded_at, audit_entry) VALUES ($1, $2, $3) \
                        ON CONFLICT (subject_id) DO NOTHING";
    /// The other store holds nothing of them any more.
    MARK_SWEPT = "UPDATE tombstones SET swept_at = $1 WHERE subject_id = $2 AND swept_at IS NULL";
    /// Who was erased and may still have rows in the other store.
    UNSWEPT = "SELECT subject_id, shredded_at FROM tombstones WHERE swept_at IS NULL ORDER BY shredded_at LIMIT $1";
    /// Every tombstone in the order of subjects, to be carried beside backups.
    TOMBSTONES_AFTER = "SELECT subject_id, shredded_at FROM tombstones WHERE subject_id > $1 ORDER BY subject_id LIMIT $2";
    /// How many there are.
    COUNT_TOMBSTONES = "SELECT COUNT(*) FROM tombstones";
}

/// Stores a tombstone; one that is there stays as it is.
pub(in crate::kernel::vault) async fn insert_tombstone(
    transaction: &mut Transaction,
    tombstone: &Tombstone,
    entry: i64,
) -> sqlx::Result<()> {
    with_transaction!(transaction, INSERT_TOMBSTONE, |sql, db| {
        sqlx::query(sql)
            .bind(tombstone.subject)
            .bind(tombstone.shredded_at)
            .bind(entry)
            .execute(db)
            .await
            .map(drop)
    })
}

/// Notes that the other store holds nothing of them any more.
pub(in crate::kernel::vault) async fn mark_swept(
    transaction: &mut Transaction,
    subject: SubjectId,
    now: Timestamp,
) -> sqlx::Result<()> {
    with_transaction!(transaction, MARK_SWEPT, |sql, db| {
        sqlx::query(sql)
            .bind(now)
            .bind(subject)
            .execute(db)
            .await
            .map(drop)
    })
}

/// Up to `limit` tombstones whose other half is not done.
pub(in crate::kernel::vault) async fn unswept(
    pool: &Pool,
    limit: i64,
) -> sqlx::Result<Vec<Tombstone>> {
    with_pool!(pool, UNSWEPT, |sql, db| sqlx::query_as(sql)
        .bind(limit)
        .fetch_all(db)
        .await)
}

/// Up to `limit` tombstones after `after`.
pub(in crate::kernel::vault) async fn tombstones_after(
    pool: &Pool,
    after: SubjectId,
    limit: i64,
) -> sqlx::Result<Vec<Tombstone>> {
    with_pool!(pool, TOMBSTONES_AFTER, |sql, db| {
        sqlx::query_as(sql)
            .bind(after)
            .bind(limit)
            .fetch_all(db)
            .await
    })
}

/// How many there are.
pub(in crate::kernel::vault) async fn count_tombstones(pool: &Pool) -> sqlx::Result<i64> {
    with_pool!(pool, COUNT_TOMBSTONES, |sql, db| sqlx::query_scalar(sql)
        .fetch_one(db)
        .await)
}

/// Which of these subjects were erased.
pub(in crate::kernel::vault) async fn erased_among(
    pool: &Pool,
    subjects: &[SubjectId],
) -> sqlx::Result<HashSet<SubjectId>> {
    if subjects.is_empty() {
        return Ok(HashSet::new());
    }
    let found: Vec<SubjectId> = with_pool!(pool, |db| {
        let mut query =
            QueryBuilder::new("SELECT subject_id FROM tombstones WHERE subject_id IN (");
        let mut list = query.separated(", ");
        for subject in padded(subjects) {
            list.push_bind(subject);
        }
        query.push(")").build_query_scalar().fetch_all(db).await
    })?;
    Ok(found.into_iter().collect())
}
