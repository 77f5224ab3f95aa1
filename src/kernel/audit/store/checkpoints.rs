//! The SQL of checkpoints and the keys that sign them.

use hufu_proof::VerifierKey;

use crate::{base::clock::Timestamp, kernel::db::Pool, statements};

statements! { Audit;
    /// The store's own checkpoints: how many entries, when, and the note.
    pub(in crate::kernel::audit) fn checkpoints(pool) -> Vec<(i64, Timestamp, String)> =
        "SELECT size, at, note FROM checkpoints ORDER BY size";

    /// Checkpoints of more than `after` entries, each from before `cutoff` and before every younger one, the largest first.
    pub(in crate::kernel) fn checkpoints_before(pool, after: i64, cutoff: Timestamp) -> Values<String> =
        "SELECT note FROM checkpoints WHERE size > $1 AND size < COALESCE((SELECT MIN(size) FROM checkpoints \
         WHERE at > $2), 9223372036854775807) ORDER BY size DESC";

    /// The smallest checkpoint of at least `sequence` entries.
    pub(in crate::kernel::audit) fn checkpoint_over(pool, sequence: i64) -> Option<(i64, String)> =
        "SELECT size, note FROM checkpoints WHERE size >= $1 ORDER BY size LIMIT 1";

    /// The newest checkpoint.
    pub(in crate::kernel::audit) fn newest_checkpoint(pool) -> Option<(i64, String)> =
        "SELECT size, note FROM checkpoints ORDER BY size DESC LIMIT 1";

    /// The body of the newest allowed entry of an event.
    pub(in crate::kernel::audit) fn newest_body(pool, event: &str) -> OptionalValue<Vec<u8>> =
        "SELECT body FROM entries WHERE event = $1 AND outcome = 'allowed' ORDER BY sequence DESC LIMIT 1";

    /// Whether there is one of so many entries.
    pub(in crate::kernel::audit) fn has_checkpoint(pool, size: i64) -> Exists =
        "SELECT 1 FROM checkpoints WHERE size = $1";

    /// The keys that sign them.
    fn stored_keys(pool) -> Vec<(String, Vec<u8>)> =
        "SELECT origin, public_key FROM checkpoint_keys ORDER BY created_at, id";
}

/// The keys that the store names for its checkpoints.
pub(in crate::kernel::audit) async fn checkpoint_keys(
    pool: &Pool,
) -> sqlx::Result<Vec<VerifierKey>> {
    Ok(stored_keys(pool)
        .await?
        .iter()
        .filter_map(|(origin, public)| VerifierKey::of_log(origin, public).ok())
        .collect())
}
