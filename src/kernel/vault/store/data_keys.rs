//! The SQL of the subjects' data keys.

use sqlx::QueryBuilder;

use crate::{
    base::{clock::Timestamp, ids::SubjectId},
    kernel::db::{Pool, Transaction, padded, pieces},
    statements, with_pool, with_transaction,
};

statements! { Keys;
    /// Destroys a subject's data keys.
    pub(in crate::kernel::vault) fn delete_data_keys(transaction, subject: SubjectId) =
        "DELETE FROM data_keys WHERE subject_id = $1";

    /// Up to `limit` data keys that a key-encryption key before `version` wraps.
    pub(in crate::kernel::vault) fn stale_data_keys(pool, version: i64, limit: i64) -> Vec<DataKeyRow> =
        "SELECT subject_id, version, key_version, wrapped FROM data_keys WHERE key_version < $1 \
         ORDER BY key_version, subject_id, version LIMIT $2";

    /// How many data keys each key-encryption key wraps.
    pub(in crate::kernel::vault) fn count_data_keys(pool) -> Vec<(i64, i64)> =
        "SELECT key_version, COUNT(*) FROM data_keys GROUP BY key_version ORDER BY key_version";

    /// Up to `limit` subjects after `after`.
    pub(in crate::kernel::vault) fn subjects_after(pool, after: SubjectId, limit: i64) -> Values<SubjectId> =
        "SELECT DISTINCT subject_id FROM data_keys WHERE subject_id > $1 ORDER BY subject_id LIMIT $2";

    /// How many subjects there are.
    pub(in crate::kernel::vault) fn count_subjects(pool) -> Value<i64> =
        "SELECT COUNT(DISTINCT subject_id) FROM data_keys";

    /// A subject's newest data key and when it was made.
    pub(in crate::kernel::vault) fn newest_data_key(pool, subject: SubjectId) -> Option<(i64, Timestamp)> =
        "SELECT version, created_at FROM data_keys WHERE subject_id = $1 ORDER BY version DESC LIMIT 1";

    /// Up to `limit` subjects after `after` with keys older than their newest, which was made at `before` at the latest.
    pub(in crate::kernel::vault) fn superseded_subjects(pool, after: SubjectId, before: Timestamp, limit: i64) -> Values<SubjectId> =
        "SELECT DISTINCT a.subject_id FROM data_keys a WHERE a.subject_id > $1 AND EXISTS \
         (SELECT 1 FROM data_keys b WHERE b.subject_id = a.subject_id AND b.version > a.version \
         AND b.created_at <= $2) ORDER BY a.subject_id LIMIT $3";

    /// Destroys a subject's data keys before `version`.
    pub(in crate::kernel::vault) fn delete_superseded(transaction, subject: SubjectId, version: i64) =
        "DELETE FROM data_keys WHERE subject_id = $1 AND version < $2";
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

/// Stores data keys under another key-encryption key, each only in the place of exactly the one that was read: what somebody else
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
