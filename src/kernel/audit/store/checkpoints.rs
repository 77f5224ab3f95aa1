//! The SQL of checkpoints and the keys that sign them.

use crate::{
    base::clock::Timestamp,
    kernel::{audit::note::VerifierKey, db::Pool},
    statements, with_pool,
};

statements! { Audit;
    /// Checkpoints of this log, the smallest first.
    CHECKPOINTS = "SELECT size, at, note FROM checkpoints ORDER BY size";
    /// Those from before the first that is younger than a moment, the largest first: where the clock was wrong for a while, nothing
    /// that came after a younger one.
    CHECKPOINTS_BEFORE = "SELECT note FROM checkpoints WHERE size > $1 AND size < COALESCE((SELECT MIN(size) FROM checkpoints \
                          WHERE at > $2), 9223372036854775807) ORDER BY size DESC";
    /// The smallest that holds an entry.
    CHECKPOINT_OVER = "SELECT size, note FROM checkpoints WHERE size >= $1 ORDER BY size LIMIT 1";
    /// The newest.
    NEWEST_CHECKPOINT = "SELECT size, note FROM checkpoints ORDER BY size DESC LIMIT 1";
    /// The newest entry of an event that was allowed.
    NEWEST_BODY = "SELECT body FROM entries WHERE event = $1 AND outcome = 'allowed' ORDER BY sequence DESC LIMIT 1";
    /// Whether there is one of so many entries.
    HAS_CHECKPOINT = "SELECT COUNT(*) FROM checkpoints WHERE size = $1";
    /// The keys that sign them.
    CHECKPOINT_KEYS = "SELECT origin, public_key FROM checkpoint_keys ORDER BY created_at, id";
}

/// The store's own checkpoints: how many entries, when, and the note.
pub(in crate::kernel::audit) async fn checkpoints(
    pool: &Pool,
) -> sqlx::Result<Vec<(i64, Timestamp, String)>> {
    with_pool!(pool, CHECKPOINTS, |sql, db| sqlx::query_as(sql)
        .fetch_all(db)
        .await)
}

/// Checkpoints of more than `after` entries, each from before `cutoff` and before every younger one, the largest first.
pub(in crate::kernel) async fn checkpoints_before(
    pool: &Pool,
    after: i64,
    cutoff: Timestamp,
) -> sqlx::Result<Vec<String>> {
    with_pool!(pool, CHECKPOINTS_BEFORE, |sql, db| sqlx::query_scalar(sql)
        .bind(after)
        .bind(cutoff)
        .fetch_all(db)
        .await)
}

/// The smallest checkpoint of at least `sequence` entries.
pub(in crate::kernel::audit) async fn checkpoint_over(
    pool: &Pool,
    sequence: i64,
) -> sqlx::Result<Option<(i64, String)>> {
    with_pool!(pool, CHECKPOINT_OVER, |sql, db| sqlx::query_as(sql)
        .bind(sequence)
        .fetch_optional(db)
        .await)
}

/// The newest checkpoint.
pub(in crate::kernel::audit) async fn newest_checkpoint(
    pool: &Pool,
) -> sqlx::Result<Option<(i64, String)>> {
    with_pool!(pool, NEWEST_CHECKPOINT, |sql, db| sqlx::query_as(sql)
        .fetch_optional(db)
        .await)
}

/// The keys that the store names for its checkpoints.
pub(in crate::kernel::audit) async fn checkpoint_keys(
    pool: &Pool,
) -> sqlx::Result<Vec<VerifierKey>> {
    let rows: Vec<(String, Vec<u8>)> = with_pool!(pool, CHECKPOINT_KEYS, |sql, db| {
        sqlx::query_as(sql).fetch_all(db).await
    })?;
    Ok(rows
        .iter()
        .filter_map(|(origin, public)| VerifierKey::of_log(origin, public).ok())
        .collect())
}

/// The body of the newest allowed entry of an event.
pub(in crate::kernel::audit) async fn newest_body(
    pool: &Pool,
    event: &str,
) -> sqlx::Result<Option<Vec<u8>>> {
    with_pool!(pool, NEWEST_BODY, |sql, db| sqlx::query_scalar(sql)
        .bind(event)
        .fetch_optional(db)
        .await)
}

/// Whether there is a checkpoint of `size` entries.
pub(in crate::kernel::audit) async fn has_checkpoint(pool: &Pool, size: i64) -> sqlx::Result<bool> {
    let count: i64 = with_pool!(pool, HAS_CHECKPOINT, |sql, db| {
        sqlx::query_scalar(sql).bind(size).fetch_one(db).await
    })?;
    Ok(count > 0)
}
