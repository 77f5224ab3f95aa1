//! The SQL of what was pruned.

use crate::{
    base::clock::Timestamp,
    kernel::db::{Pool, Transaction},
    statements, with_pool, with_transaction,
};

statements! { Audit;
    /// Up to where bodies were removed.
    PRUNED_THROUGH = "SELECT COALESCE(MAX(sequence), 0) FROM pruned_leaves";
    /// The last pruning of nothing but entries from before a moment, and the first of all from before another.
    PRUNED_BETWEEN = "SELECT (SELECT MAX(through) FROM prunings WHERE cutoff <= $1), \
                      (SELECT MIN(through) FROM prunings WHERE cutoff >= $2)";
    /// What is left of them.
    PRUNED_LEAVES = "SELECT sequence, leaf FROM pruned_leaves WHERE sequence > $1 AND sequence <= $2 ORDER BY sequence";
    /// Bodies in order.
    BODIES = "SELECT sequence, body FROM entries WHERE sequence > $1 AND sequence <= $2 ORDER BY sequence LIMIT $3";
    /// A pruning.
    INSERT_PRUNING = "INSERT INTO prunings (through, cutoff, at, audit_entry) VALUES ($1, $2, $3, $4)";
    /// Leaf hashes of what goes.
    KEEP_LEAVES = "INSERT INTO pruned_leaves (sequence, leaf) SELECT sequence, leaf FROM entries \
                   WHERE sequence >= $1 AND sequence <= $2 ORDER BY sequence";
    /// What goes first: nothing may name an entry that is not there.
    DELETE_SUBJECTS = "DELETE FROM entry_subjects WHERE sequence >= $1 AND sequence <= $2";
    /// What goes last.
    DELETE_ENTRIES = "DELETE FROM entries WHERE sequence >= $1 AND sequence <= $2";
    /// The three in one, under the owner's rights: the writer's account may not delete.
    PRUNE = { sqlite: "SELECT 1", postgres: "SELECT prune_entries($1, $2)" };
    /// Prunings, the newest first: up to where, and the entry.
    PRUNINGS = "SELECT through, audit_entry FROM prunings ORDER BY through DESC";
}

/// The last entry of which only the leaf hash is left; 0 for none.
pub(in crate::kernel) async fn pruned_through(pool: &Pool) -> sqlx::Result<i64> {
    with_pool!(pool, PRUNED_THROUGH, |sql, db| sqlx::query_scalar(sql)
        .fetch_one(db)
        .await)
}

/// Between which prunings entries from `from` to before `until` went, if they did: the last that took only older ones, and the
/// first that took all of those.
pub(in crate::kernel::audit) async fn pruned_between(
    pool: &Pool,
    from: Timestamp,
    until: Timestamp,
) -> sqlx::Result<(Option<i64>, Option<i64>)> {
    with_pool!(pool, PRUNED_BETWEEN, |sql, db| sqlx::query_as(sql)
        .bind(from)
        .bind(until)
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

/// Up to where each pruning goes, and its entry, the newest first.
pub(in crate::kernel::audit) async fn prunings(pool: &Pool) -> sqlx::Result<Vec<(i64, i64)>> {
    with_pool!(pool, PRUNINGS, |sql, db| sqlx::query_as(sql)
        .fetch_all(db)
        .await)
}

/// Up to `limit` bodies of entries after `after`, up to `through`.
pub(in crate::kernel) async fn bodies(
    pool: &Pool,
    after: i64,
    through: i64,
    limit: i64,
) -> sqlx::Result<Vec<(i64, Vec<u8>)>> {
    with_pool!(pool, BODIES, |sql, db| sqlx::query_as(sql)
        .bind(after)
        .bind(through)
        .bind(limit)
        .fetch_all(db)
        .await)
}

/// Notes that everything up to `through` is to go.
pub(in crate::kernel) async fn insert_pruning(
    transaction: &mut Transaction,
    through: i64,
    cutoff: Timestamp,
    now: Timestamp,
    entry: i64,
) -> sqlx::Result<()> {
    with_transaction!(transaction, INSERT_PRUNING, |sql, db| sqlx::query(sql)
        .bind(through)
        .bind(cutoff)
        .bind(now)
        .bind(entry)
        .execute(db)
        .await
        .map(drop))
}

/// Removes entries `first..=last` and keeps their leaf hashes.
pub(in crate::kernel) async fn prune_entries(
    transaction: &mut Transaction,
    first: i64,
    last: i64,
) -> sqlx::Result<()> {
    let statements = match transaction {
        Transaction::Sqlite(_) => &[KEEP_LEAVES, DELETE_SUBJECTS, DELETE_ENTRIES][..],
        Transaction::Postgres(_) => &[PRUNE][..],
    };
    for statement in statements {
        with_transaction!(&mut *transaction, statement, |sql, db| sqlx::query(sql)
            .bind(first)
            .bind(last)
            .execute(db)
            .await
            .map(drop))?;
    }
    Ok(())
}
