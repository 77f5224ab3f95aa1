//! The SQL of the `vault` store: sealed parts, blind indexes, and who was erased.

use sqlx::QueryBuilder;

use crate::{
    base::{
        clock::Timestamp,
        ids::{RecordId, SubjectId},
    },
    kernel::db::{Pool, Transaction, padded, pieces},
    statements, with_pool, with_transaction,
};

statements! { Vault;
    /// The end of a sealed part.
    pub(in crate::kernel::vault) fn delete_part(transaction, subject: SubjectId, record: RecordId, part: &str) =
        "DELETE FROM parts WHERE subject_id = $1 AND record_id = $2 AND part = $3";

    /// That somebody was erased, on this side.
    fn insert_erased(transaction, subject: SubjectId, now: Timestamp, entry: i64) =
        "INSERT INTO erased (subject_id, erased_at, audit_entry) VALUES ($1, $2, $3) ON CONFLICT (subject_id) DO NOTHING";

    /// Nobody finds them any more.
    fn delete_indexes(transaction, subject: SubjectId) =
        "DELETE FROM blind_indexes WHERE subject_id = $1";

    /// What nothing can open any more.
    fn delete_parts(transaction, subject: SubjectId) =
        "DELETE FROM parts WHERE subject_id = $1";

    /// Puts a part sealed anew in the place of exactly the one that was read; whether that one was still there.
    pub(in crate::kernel::vault) fn replace_part(transaction, read: &PartRow, blob: &[u8], entry: i64) -> Changed
        bind [blob, entry, read.subject_id, read.record_id, &read.part, read.blob.as_slice()] =
        "UPDATE parts SET blob = $1, audit_entry = $2 \
         WHERE subject_id = $3 AND record_id = $4 AND part = $5 AND blob = $6";

    /// Everything sealed of a subject.
    pub(in crate::kernel::vault) fn parts_of(pool, subject: SubjectId) -> Vec<PartRow> =
        "SELECT subject_id, record_id, part, blob FROM parts WHERE subject_id = $1";

    /// Subjects after `after` that are found by digests of an index key older than `version`.
    pub(in crate::kernel::vault) fn subjects_indexed_before(pool, version: i64, after: SubjectId, limit: i64) -> Values<SubjectId> =
        "SELECT DISTINCT subject_id FROM blind_indexes WHERE key_version < $1 AND subject_id > $2 \
                               ORDER BY subject_id LIMIT $3";

    /// The same, of those that are not found by a newer digest too.
    pub(in crate::kernel::vault) fn subjects_left_before(pool, version: i64, after: SubjectId, limit: i64) -> Values<SubjectId> =
        "SELECT DISTINCT a.subject_id FROM blind_indexes a WHERE a.key_version < $1 AND a.subject_id > $2 \
                            AND NOT EXISTS (SELECT 1 FROM blind_indexes b WHERE b.subject_id = a.subject_id \
                            AND b.field = a.field AND b.key_version >= $1) ORDER BY a.subject_id LIMIT $3";

    pub(in crate::kernel::vault) fn count_indexed_before(pool, version: i64) -> Value<i64> =
        "SELECT COUNT(DISTINCT subject_id) FROM blind_indexes WHERE key_version < $1";

    pub(in crate::kernel::vault) fn indexes_of(pool, subject: SubjectId) -> Vec<IndexRow> =
        "SELECT field, digest, key_version FROM blind_indexes WHERE subject_id = $1";

    /// Takes away the digests of index keys older than `version`.
    pub(in crate::kernel::vault) fn delete_indexed_before(transaction, version: i64) =
        "DELETE FROM blind_indexes WHERE key_version < $1";
}

/// A sealed part as stored.
#[derive(sqlx::FromRow)]
pub(in crate::kernel::vault) struct PartRow {
    pub subject_id: SubjectId,
    pub record_id: RecordId,
    pub part: String,
    pub blob: Vec<u8>,
}

/// A sealed part to store.
pub(in crate::kernel::vault) struct NewPart {
    pub subject: SubjectId,
    pub record: RecordId,
    pub part: &'static str,
    pub blob: Vec<u8>,
}

/// A blind index row to store.
pub(in crate::kernel::vault) struct NewIndex {
    pub field: &'static str,
    pub digest: [u8; 32],
    pub key_version: i64,
    pub subject: SubjectId,
}

/// A blind index row as stored.
#[derive(sqlx::FromRow)]
pub(in crate::kernel::vault) struct IndexRow {
    pub field: String,
    pub digest: Vec<u8>,
    pub key_version: i64,
}

/// The sealed parts of these subjects, of these kinds, whichever their record.
///
/// Not by record too: SQLite would look up every subject with every record, which takes a second for a thousand of each.
pub(in crate::kernel::vault) async fn parts(
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
pub(in crate::kernel::vault) async fn upsert_parts(
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
pub(in crate::kernel::vault) async fn upsert_indexes(
    transaction: &mut Transaction,
    indexes: &[NewIndex],
    entry: i64,
) -> sqlx::Result<u64> {
    let mut stored = 0;
    for piece in pieces(indexes) {
        stored += with_transaction!(transaction, |db| {
            let mut insert = QueryBuilder::new(
                "INSERT INTO blind_indexes (field, digest, subject_id, key_version, audit_entry) ",
            );
            insert.push_values(piece, |mut values, row| {
                values
                    .push_bind(row.field)
                    .push_bind(row.digest.as_slice())
                    .push_bind(row.subject)
                    .push_bind(row.key_version)
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

/// Who has these values in this field: digest and subject of each that is known.
pub(in crate::kernel::vault) async fn find_subjects(
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

/// Takes somebody out of this store, for good.
pub(in crate::kernel::vault) async fn erase(
    transaction: &mut Transaction,
    subject: SubjectId,
    now: Timestamp,
    entry: i64,
) -> sqlx::Result<()> {
    insert_erased(transaction, subject, now, entry).await?;
    delete_indexes(transaction, subject).await?;
    delete_parts(transaction, subject).await
}
