//! The SQL of the tombstones.

use std::collections::HashSet;

use sqlx::QueryBuilder;

use crate::{
    base::{clock::Timestamp, ids::SubjectId},
    kernel::{
        db::{Pool, padded},
        vault::Tombstone,
    },
    statements, with_pool,
};

statements! { Keys;
    /// The point of no return. A tombstone that is there stays as it is.
    pub(in crate::kernel::vault) fn insert_tombstone(transaction, tombstone: &Tombstone, entry: i64)
        bind [tombstone.subject, tombstone.shredded_at, entry] =
        "INSERT INTO tombstones (subject_id, shredded_at, audit_entry) VALUES ($1, $2, $3) ON CONFLICT (subject_id) DO NOTHING";

    /// The other store holds nothing of them any more.
    pub(in crate::kernel::vault) fn mark_swept(transaction, subject: SubjectId, now: Timestamp) bind [now, subject] =
        "UPDATE tombstones SET swept_at = $1 WHERE subject_id = $2 AND swept_at IS NULL";

    /// Who was erased and may still have rows in the other store.
    pub(in crate::kernel::vault) fn unswept(pool, limit: i64) -> Vec<Tombstone> =
        "SELECT subject_id, shredded_at FROM tombstones WHERE swept_at IS NULL ORDER BY shredded_at LIMIT $1";

    /// Every tombstone in the order of subjects, to be carried beside backups.
    pub(in crate::kernel::vault) fn tombstones_after(pool, after: SubjectId, limit: i64) -> Vec<Tombstone> =
        "SELECT subject_id, shredded_at FROM tombstones WHERE subject_id > $1 ORDER BY subject_id LIMIT $2";

    pub(in crate::kernel::vault) fn count_tombstones(pool) -> Value<i64> = "SELECT COUNT(*) FROM tombstones";
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
