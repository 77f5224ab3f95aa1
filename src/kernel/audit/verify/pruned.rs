//! Whether what was removed was removed by a pruning that the log itself tells of.

use super::held::HeldCheckpoints;
use crate::kernel::{
    audit::pruning::{ToldPruning, prunings},
    db::Pool,
};

/// The law's six months, whatever the configuration says.
const LEAST_MONTHS: u32 = 6;

/// The first of the entries up to `pruned`, of which only leaf hashes are left, that was not removed as it may be: by a pruning
/// in the log that a checkpoint holds, of entries that were under a checkpoint before the pruning's cutoff. When that one was
/// signed is in its signature, so that whoever has the store and not the key cannot make young entries old.
pub(super) async fn first_unknown(
    pool: &Pool,
    pruned: i64,
    checkpoints: &HeldCheckpoints,
) -> sqlx::Result<Option<i64>> {
    if pruned == 0 {
        return Ok(None);
    }
    // Each pruning names everything before it too. The newest may have been cut off before it removed anything, and its entry
    // may be under no checkpoint yet: the one before is enough then.
    let told = prunings(pool)
        .await?
        .into_iter()
        .filter_map(|noted| noted.told);
    let mut old = told.filter(|told| was_old(*told, checkpoints));
    let covered = old.next().map_or(0, |told| told.through);
    Ok((covered < pruned).then_some(covered + 1))
}

/// Whether what went had been signed before the cutoff, and the cutoff left six months. When the pruning was, is taken from the
/// checkpoint over its entry: the entry was written by whoever wrote it.
fn was_old(told: ToldPruning, checkpoints: &HeldCheckpoints) -> bool {
    let gone = checkpoints.signed_over(told.through);
    let pruned = checkpoints.signed_over(told.entry);
    gone.zip(pruned).is_some_and(|(gone, pruned)| {
        gone <= told.cutoff && told.cutoff <= pruned.months_before(LEAST_MONTHS)
    })
}
