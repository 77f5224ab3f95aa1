//! The SQL of the subjects' data keys.

use sqlx::QueryBuilder;

use crate::{
    base::{clock::Timestamp, ids::SubjectId},
    kernel::db::{Pool, Transaction, padded, pieces},
    statements, with_pool, with_transaction,
};

statements! { Keys;
    /// The end of a subject's data keys: nothing sealed under them opens again.
    DELETE_DATA_KEYS = "DELETE FROM data_keys WHERE subject_id = $1";
    /// Data keys that are wrapped by an older wrapping key.
    STALE_DATA_KEYS = "SELECT subject_id, version, key_version, wrapped FROM data_keys WHERE key_version < $1 \
                       ORDER BY key_version, subject_id, version LIMIT $2";
    /// How many data keys each wrapping key wraps.
    COUNT_DATA_KEYS = "SELECT key_version, COUNT(*) FROM data_keys GROUP BY key_version ORDER BY key_version";
    /// Subjects in their order, each once.
    SUBJECTS_AFTER = "SELECT DISTINCT subject_id FROM data_keys WHERE subject_id > $1 ORDER BY subject_id LIMIT $2";
    /// How many subjects there are.
    COUNT_SUBJECTS = "SELECT COUNT(DISTINCT subject_id) FROM data_keys";
    /// A subject's newest data key and when it was made.
    NEWEST_DATA_KEY = "SELECT version, created_at FROM data_keys WHERE subject_id = $1 ORDER BY version DESC LIMIT 1";
    /// Subjects in their order that have a data key besides the newest, which was made before this.
    SUPERSEDED_SUBJECTS = "SELECT DISTINCT a.subject_id FROM data_keys a WHERE a.subject_id > $1 AND EXISTS \
                           (SELECT 1 FROM data_keys b WHERE b.subject_id = a.subject_id AND b.version > a.version \
                           AND b.created_at <= $2) ORDER BY a.subject_id LIMIT $3";
    /// The end of a subject's data keys before the newest.
    DELETE_SUPERSEDED = "DELETE FROM data_keys WHERE subject_id = $1 AND version < $2";
}

/// A wrapped data key as stored.
#[derive(sqlx::FromRow)]
pub(in crate::kernel::vault) struct DataKeyRow {
    pub subject_id: SubjectId,
    pub version: i64,
    pub key_version: i64,
    pub wrapped: Vec<u8>,
}

/// The data keys of these subjects, all versions.
pub(in crate::kernel::vault) async fn data_keys(
    pool: &Pool,
    subjects: &[SubjectId],
) -> sqlx::Result<Vec<DataKeyRow>> {
    with_pool!(pool, |db| {
        let mut query = QueryBuilder::new(
            "SELECT subject_id, version, key_version, wrapped FROM data_keys WHERE subject_id IN (",
        );
        let mut list = query.separated(", ");
        for subject in padded(subjects) {
            list.push_bind(subject);
        }
        query.push(")").build_query_as().fetch_all(db).await
    })
}

/// Stores new data keys. `keep` leaves a key that is there already: the caller then reads back what counts.
pub(in crate::kernel::vault) async fn insert_data_keys(
    transaction: &mut Transaction,
    rows: &[DataKeyRow],
    keep: bool,
    now: Timestamp,
    entry: i64,
) -> sqlx::Result<()> {
    for piece in pieces(rows) {
        with_transaction!(transaction, |db| {
            let mut insert = QueryBuilder::new(
                "INSERT INTO data_keys (subject_id, version, key_version, wrapped, created_at, audit_entry) ",
            );
            insert.push_values(piece, |mut values, row| {
                values
                    .push_bind(row.subject_id)
                    .push_bind(row.version)
                    .push_bind(row.key_version)
                    .push_bind(row.wrapped.as_slice())
                    .push_bind(now)
                    .push_bind(entry);
            });
            if keep {
                insert.push(" ON CONFLICT (subject_id, version) DO NOTHING");
            }
            insert.build().execute(db).await.map(drop)
        })?;
    }
    Ok(())
}

/// Destroys a subject's data keys.
pub(in crate::kernel::vault) async fn delete_data_keys(
    transaction: &mut Transaction,
    subject: SubjectId,
) -> sqlx::Result<()> {
    with_transaction!(transaction, DELETE_DATA_KEYS, |sql, db| {
        sqlx::query(sql).bind(subject).execute(db).await.map(drop)
    })
}

/// Up to `limit` data keys that a wrapping key before `version` wraps.
pub(in crate::kernel::vault) async fn stale_data_keys(
    pool: &Pool,
    version: i64,
    limit: i64,
) -> sqlx::Result<Vec<DataKeyRow>> {
    with_pool!(pool, STALE_DATA_KEYS, |sql, db| {
        sqlx::query_as(sql)
            .bind(version)
            .bind(limit)
            .fetch_all(db)
            .await
    })
}

/// Stores data keys under another wrapping key, each only in the place of exactly the one that was read: what somebody else
/// rewrapped or destroyed meanwhile stays as it is. `rows` hold the new wrapping; `from` is the version of the old one.
pub(in crate::kernel::vault) async fn rewrap_data_keys(
    transaction: &mut Transaction,
    rows: &[(i64, DataKeyRow)],
    entry: i64,
) -> sqlx::Result<u64> {
    let mut done = 0;
    for piece in pieces(rows) {
        done += with_transaction!(transaction, |db| {
            let mut update = QueryBuilder::new("UPDATE data_keys SET audit_entry = ");
            update
                .push_bind(entry)
                .push(", key_version = v.column4, wrapped = v.column5 FROM (");
            update.push_values(piece, |mut values, (from, row)| {
                values
                    .push_bind(row.subject_id)
                    .push_bind(row.version)
                    .push_bind(*from)
                    .push_bind(row.key_version)
                    .push_bind(row.wrapped.as_slice());
            });
            update.push(
                ") AS v WHERE data_keys.subject_id = v.column1 AND data_keys.version = v.column2 \
                 AND data_keys.key_version = v.column3",
            );
            update
                .build()
                .execute(db)
                .await
                .map(|done| done.rows_affected())
        })?;
    }
    Ok(done)
}

/// How many data keys each wrapping key wraps.
pub(in crate::kernel::vault) async fn count_data_keys(
    pool: &Pool,
) -> sqlx::Result<Vec<(i64, i64)>> {
    with_pool!(pool, COUNT_DATA_KEYS, |sql, db| sqlx::query_as(sql)
        .fetch_all(db)
        .await)
}

/// Up to `limit` subjects after `after`.
pub(in crate::kernel::vault) async fn subjects_after(
    pool: &Pool,
    after: SubjectId,
    limit: i64,
) -> sqlx::Result<Vec<SubjectId>> {
    with_pool!(pool, SUBJECTS_AFTER, |sql, db| {
        sqlx::query_scalar(sql)
            .bind(after)
            .bind(limit)
            .fetch_all(db)
            .await
    })
}

/// How many subjects there are.
pub(in crate::kernel::vault) async fn count_subjects(pool: &Pool) -> sqlx::Result<i64> {
    with_pool!(pool, COUNT_SUBJECTS, |sql, db| sqlx::query_scalar(sql)
        .fetch_one(db)
        .await)
}

/// A subject's newest data key and when it was made.
pub(in crate::kernel::vault) async fn newest_data_key(
    pool: &Pool,
    subject: SubjectId,
) -> sqlx::Result<Option<(i64, Timestamp)>> {
    with_pool!(pool, NEWEST_DATA_KEY, |sql, db| {
        sqlx::query_as(sql).bind(subject).fetch_optional(db).await
    })
}

/// Up to `limit` subjects after `after` with keys older than their newest, which was made at `before` at the latest.
pub(in crate::kernel::vault) async fn superseded_subjects(
    pool: &Pool,
    after: SubjectId,
    before: Timestamp,
    limit: i64,
) -> sqlx::Result<Vec<SubjectId>> {
    with_pool!(pool, SUPERSEDED_SUBJECTS, |sql, db| {
        sqlx::query_scalar(sql)
            .bind(after)
            .bind(before)
            .bind(limit)
            .fetch_all(db)
            .await
    })
}

/// Destroys a subject's data keys before `version`.
pub(in crate::kernel::vault) async fn delete_superseded(
    transaction: &mut Transaction,
    subject: SubjectId,
    version: i64,
) -> sqlx::Result<()> {
    with_transaction!(transaction, DELETE_SUPERSEDED, |sql, db| {
        sqlx::query(sql)
            .bind(subject)
            .bind(version)
            .execute(db)
            .await
            .map(drop)
    })
}
