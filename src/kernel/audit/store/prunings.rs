//! The SQL of what was pruned.

use crate::{kernel::db::Pool, statements, with_pool};

statements! { Audit;
    /// Up to where bodies were removed.
    PRUNED_THROUGH = "SELECT COALESCE(MAX(sequence), 0) FROM pruned_leaves";
    /// What is left of them.
    PRUNED_LEAVES = "SELECT sequence, leaf FROM pruned_leaves WHERE sequence > $1 AND sequence <= $2 ORDER BY sequence";
    /// The newest pruning: up to where, and its entry.
    NEWEST_PRUNING = "SELECT through, audit_entry FROM prunings ORDER BY through DESC LIMIT 1";
}

/// The last entry of which only the leaf hash is left; 0 for none.
pub(in crate::kernel::audit) async fn pruned_through(pool: &Pool) -> sqlx::Result<i64> {
    with_pool!(pool, PRUNED_THROUGH, |sql, db| sqlx::query_scalar(sql)
        .fetch_one(db)
        .await)
}

/// Leaf hashes of pruned entries after `after`, up to `until`.
pub(in crate::kernel::audit) async fn pruned_leaves(
    pool: &Pool,
    after: i64,
    until: i64,
) -> sqlx::Result<Vec<(i64, Vec<u8>)>> {
    with_pool!(pool, PRUNED_LEAVES, |sql, db| sqlx::query_as(sql)
        .bind(after)
        .bind(until)
        .fetch_all(db)
        .await)
}

/// Up to where the newest pruning goes, and its entry.
pub(in crate::kernel::audit) async fn newest_pruning(
    pool: &Pool,
) -> sqlx::Result<Option<(i64, i64)>> {
    with_pool!(pool, NEWEST_PRUNING, |sql, db| sqlx::query_as(sql)
        .fetch_optional(db)
        .await)
}
