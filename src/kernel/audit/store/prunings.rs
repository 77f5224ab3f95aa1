//! The SQL of what was pruned.

use crate::{base::clock::Timestamp, kernel::db::Transaction, statements};

statements! { Audit;
    /// The last entry of which only the leaf hash is left; 0 for none.
    pub(in crate::kernel) fn pruned_through(pool) -> Value<i64> =
        "SELECT COALESCE(MAX(sequence), 0) FROM pruned_leaves";

    /// Between which prunings entries from `from` to before `until` went, if they did: the last that took only older ones, and the
    /// first that took all of those.
    pub(in crate::kernel::audit) fn pruned_between(pool, from: Timestamp, until: Timestamp) -> One<(Option<i64>, Option<i64>)> =
        "SELECT (SELECT MAX(through) FROM prunings WHERE cutoff <= $1), \
         (SELECT MIN(through) FROM prunings WHERE cutoff >= $2)";

    /// Leaf hashes of pruned entries after `after`, up to `until`.
    pub(in crate::kernel::audit) fn pruned_leaves(pool, after: i64, until: i64) -> Vec<(i64, Vec<u8>)> =
        "SELECT sequence, leaf FROM pruned_leaves WHERE sequence > $1 AND sequence <= $2 ORDER BY sequence";

    /// Up to `limit` bodies of entries after `after`, up to `through`.
    pub(in crate::kernel) fn bodies(pool, after: i64, through: i64, limit: i64) -> Vec<(i64, Vec<u8>)> =
        "SELECT sequence, body FROM entries WHERE sequence > $1 AND sequence <= $2 ORDER BY sequence LIMIT $3";

    /// Notes that everything up to `through` is to go.
    pub(in crate::kernel) fn insert_pruning(transaction, through: i64, cutoff: Timestamp, now: Timestamp, entry: i64) =
        "INSERT INTO prunings (through, cutoff, at, audit_entry) VALUES ($1, $2, $3, $4)";

    /// Leaf hashes of what goes.
    fn keep_leaves(transaction, first: i64, last: i64) =
        "INSERT INTO pruned_leaves (sequence, leaf) SELECT sequence, leaf FROM entries \
                   WHERE sequence >= $1 AND sequence <= $2 ORDER BY sequence";

    /// What goes first: nothing may name an entry that is not there.
    fn delete_subjects(transaction, first: i64, last: i64) =
        "DELETE FROM entry_subjects WHERE sequence >= $1 AND sequence <= $2";

    fn delete_entries(transaction, first: i64, last: i64) =
        "DELETE FROM entries WHERE sequence >= $1 AND sequence <= $2";

    /// The three in one, under the owner's rights: the writer's account may not delete.
    fn prune(transaction, first: i64, last: i64) =
        { sqlite: "SELECT 1", postgres: "SELECT prune_entries($1, $2)" };

    /// Up to where each pruning goes, and its entry, the newest first.
    pub(in crate::kernel::audit) fn prunings(pool) -> Vec<(i64, i64)> =
        "SELECT through, audit_entry FROM prunings ORDER BY through DESC";
}

/// Removes entries `first..=last` and keeps their leaf hashes.
pub(in crate::kernel) async fn prune_entries(
    transaction: &mut Transaction,
    first: i64,
    last: i64,
) -> sqlx::Result<()> {
    if let Transaction::Postgres(_) = transaction {
        return prune(transaction, first, last).await;
    }
    keep_leaves(transaction, first, last).await?;
    delete_subjects(transaction, first, last).await?;
    delete_entries(transaction, first, last).await
}
