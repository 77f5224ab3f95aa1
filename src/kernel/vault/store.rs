//! The SQL of the `vault` and `keys` stores.

use sqlx::QueryBuilder;

use crate::{
    base::{
        clock::Timestamp,
        ids::{RecordId, SubjectId},
    },
    kernel::db::{Pool, RegisteredStatement, Store, Transaction, padded, pieces},
    statements, with_pool, with_transaction,
};

mod keys {
    crate::statements! { Keys;
        /// The newest wrapping key for a purpose.
        NEWEST_WRAPPING_KEY = "SELECT version, wrapped FROM wrapping_keys WHERE purpose = $1 ORDER BY version DESC LIMIT 1";
        /// A new wrapping key; another instance's stays.
        INSERT_WRAPPING_KEY = "INSERT INTO wrapping_keys (purpose, version, wrapped, created_at) VALUES ($1, $2, $3, $4) \
                               ON CONFLICT (purpose, version) DO NOTHING";
        /// The end of a subject's data key: nothing sealed under it opens again.
        DELETE_DATA_KEY = "DELETE FROM data_keys WHERE subject_id = $1";
    }
}

statements! { Vault;
    /// The end of a sealed part.
    DELETE_PART = "DELETE FROM parts WHERE subject_id = $1 AND record_id = $2 AND part = $3";
    /// Who has this value in this field.
    FIND_SUBJECT = "SELECT subject_id FROM blind_indexes WHERE field = $1 AND digest = $2";
}

/// Every statement on the two stores.
pub(crate) const ALL_STATEMENTS: [&[RegisteredStatement]; 2] = [STATEMENTS, keys::STATEMENTS];

/// A wrapped data key as stored.
#[derive(sqlx::FromRow)]
pub(super) struct DataKeyRow {
    pub subject_id: SubjectId,
    pub version: i64,
    pub key_version: i64,
    pub wrapped: Vec<u8>,
}

/// A data key to store.
pub(super) struct NewDataKeyRow<'a> {
    pub subject: SubjectId,
    pub version: i64,
    pub key_version: i64,
    pub wrapped: &'a [u8],
}

/// A sealed part as stored.
#[derive(sqlx::FromRow)]
pub(super) struct PartRow {
    pub subject_id: SubjectId,
    pub record_id: RecordId,
    pub part: String,
    pub blob: Vec<u8>,
}

/// A sealed part to store.
pub(super) struct NewPart {
    pub subject: SubjectId,
    pub record: RecordId,
    pub part: &'static str,
    pub blob: Vec<u8>,
}

/// A blind index row to store.
pub(super) struct NewIndex {
    pub field: &'static str,
    pub digest: [u8; 32],
    pub subject: SubjectId,
}

pub(super) async fn newest_wrapping_key(
    pool: &Pool,
    purpose: &str,
) -> sqlx::Result<Option<(i64, Vec<u8>)>> {
    with_pool!(pool, keys::NEWEST_WRAPPING_KEY, |sql, db| {
        sqlx::query_as(sql).bind(purpose).fetch_optional(db).await
    })
}

pub(super) async fn insert_wrapping_key(
    keys: &Store,
    purpose: &str,
    version: i64,
    wrapped: &[u8],
    now: Timestamp,
) -> sqlx::Result<()> {
    let mut transaction = keys.begin().await?;
    with_transaction!(&mut transaction, keys::INSERT_WRAPPING_KEY, |sql, db| {
        sqlx::query(sql)
            .bind(purpose)
            .bind(version)
            .bind(wrapped)
            .bind(now)
            .execute(db)
            .await
            .map(drop)
    })?;
    transaction.commit().await
}

pub(super) async fn data_keys(
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

pub(super) async fn insert_data_keys(
    transaction: &mut Transaction,
    rows: &[NewDataKeyRow<'_>],
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
                    .push_bind(row.subject)
                    .push_bind(row.version)
                    .push_bind(row.key_version)
                    .push_bind(row.wrapped)
                    .push_bind(now)
                    .push_bind(entry);
            });
            insert.build().execute(db).await.map(drop)
        })?;
    }
    Ok(())
}

pub(super) async fn delete_data_key(
    transaction: &mut Transaction,
    subject: SubjectId,
) -> sqlx::Result<()> {
    with_transaction!(transaction, keys::DELETE_DATA_KEY, |sql, db| {
        sqlx::query(sql).bind(subject).execute(db).await.map(drop)
    })
}

pub(super) async fn delete_part(
    transaction: &mut Transaction,
    subject: SubjectId,
    record: RecordId,
    part: &str,
) -> sqlx::Result<()> {
    with_transaction!(transaction, DELETE_PART, |sql, db| {
        sqlx::query(sql)
            .bind(subject)
            .bind(record)
            .bind(part)
            .execute(db)
            .await
            .map(drop)
    })
}

/// The sealed parts of these subjects, of these kinds, whichever their record.
///
/// Not by record too: SQLite would look up every subject with every record, which takes a second for a thousand of each.
pub(super) async fn parts(
    pool: &Pool,
    subjects: &[SubjectId],
    kinds: &[&'static str],
) -> sqlx::Result<Vec<PartRow>> {
    with_pool!(pool, |db| {
        let mut query = QueryBuilder::new(
            "SELECT subject_id, record_id, part, blob FROM parts WHERE subject_id IN (",
        );
        let mut list = query.separated(", ");
        for subject in padded(subjects) {
            list.push_bind(subject);
        }
        query.push(") AND part IN (");
        let mut list = query.separated(", ");
        for kind in padded(kinds) {
            list.push_bind(kind);
        }
        query.push(")").build_query_as().fetch_all(db).await
    })
}

/// Stores sealed parts; a part sealed again replaces the one before.
pub(super) async fn upsert_parts(
    transaction: &mut Transaction,
    parts: &[NewPart],
    entry: i64,
) -> sqlx::Result<()> {
    for piece in pieces(parts) {
        with_transaction!(transaction, |db| {
            let mut insert = QueryBuilder::new(
                "INSERT INTO parts (subject_id, record_id, part, blob, audit_entry) ",
            );
            insert.push_values(piece, |mut values, row| {
                values
                    .push_bind(row.subject)
                    .push_bind(row.record)
                    .push_bind(row.part)
                    .push_bind(row.blob.as_slice())
                    .push_bind(entry);
            });
            insert.push(
                " ON CONFLICT (subject_id, record_id, part) DO UPDATE SET blob = excluded.blob, \
                 audit_entry = excluded.audit_entry",
            );
            insert.build().execute(db).await.map(drop)
        })?;
    }
    Ok(())
}

/// Stores blind indexes; gives how many are now there for their subject. Fewer than asked means that a value already
/// belongs to somebody else.
pub(super) async fn upsert_indexes(
    transaction: &mut Transaction,
    indexes: &[NewIndex],
    entry: i64,
) -> sqlx::Result<u64> {
    let mut stored = 0;
    for piece in pieces(indexes) {
        stored += with_transaction!(transaction, |db| {
            let mut insert = QueryBuilder::new(
                "INSERT INTO blind_indexes (field, digest, subject_id, audit_entry) ",
            );
            insert.push_values(piece, |mut values, row| {
                values
                    .push_bind(row.field)
                    .push_bind(row.digest.as_slice())
                    .push_bind(row.subject)
                    .push_bind(entry);
            });
            insert.push(
                " ON CONFLICT (field, digest) DO UPDATE SET audit_entry = excluded.audit_entry \
                 WHERE blind_indexes.subject_id = excluded.subject_id",
            );
            insert
                .build()
                .execute(db)
                .await
                .map(|done| done.rows_affected())
        })?;
    }
    Ok(stored)
}

pub(super) async fn find_subject(
    pool: &Pool,
    field: &str,
    digest: &[u8; 32],
) -> sqlx::Result<Option<SubjectId>> {
    with_pool!(pool, FIND_SUBJECT, |sql, db| {
        sqlx::query_scalar(sql)
            .bind(field)
            .bind(digest.as_slice())
            .fetch_optional(db)
            .await
    })
}

/// Who has these values in this field: digest and subject of each that is known.
pub(super) async fn find_subjects(
    pool: &Pool,
    field: &str,
    digests: &[[u8; 32]],
) -> sqlx::Result<Vec<(Vec<u8>, SubjectId)>> {
    with_pool!(pool, |db| {
        let mut query =
            QueryBuilder::new("SELECT digest, subject_id FROM blind_indexes WHERE field = ");
        query.push_bind(field).push(" AND digest IN (");
        let mut list = query.separated(", ");
        for digest in padded(digests) {
            list.push_bind(digest.to_vec());
        }
        query.push(")").build_query_as().fetch_all(db).await
    })
}
