//! Retention: bodies past it are removed, their leaf hashes stay, so that every proof of what remains still holds.

use std::{path::Path, sync::Arc, time::Duration};

use super::{EvidencePrune, archive::Archive, events, key, make_due};
use crate::{
    base::clock::Timestamp,
    kernel::{
        Kernel,
        audit::{self, Checkpoint, Event, NewestPruning},
        authz::{Grant, Receipt},
        http::Failure,
    },
};

/// Entries removed in one transaction.
const PIECE: i64 = 2_000;

/// What is past its retention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prunable {
    /// The first entry that still has a body.
    pub first: i64,
    /// The last one to go.
    pub through: i64,
    /// Everything before goes.
    pub cutoff: Timestamp,
}

/// What is past its retention now; `None` when nothing is. What goes was under a checkpoint of ours before the cutoff, so that
/// whoever verifies the log later need not believe the pruning that it was old.
///
/// # Errors
/// When a store, the vault or the log refuses.
pub async fn prunable(kernel: &Arc<Kernel>) -> Result<Option<Prunable>, Failure> {
    let cutoff = kernel
        .clock
        .now()
        .months_before(kernel.settings.retention_months);
    let pool = kernel.audit_store.reader();
    let first = audit::pruned_through(pool).await? + 1;
    let own = key::verifier(kernel).await?;
    let notes = audit::checkpoints_before(pool, first - 1, cutoff).await?;
    let checkpoints = notes.iter().filter_map(|note| note.parse().ok());
    let mut old = checkpoints.filter(|checkpoint: &Checkpoint| {
        checkpoint.signed_at(&own).is_some_and(|at| at <= cutoff)
    });
    Ok(old.next().map(|checkpoint| Prunable {
        first,
        through: checkpoint.size(),
        cutoff,
    }))
}

/// Goes on with a pruning that was cut off, then prunes what is due. With an archive folder, the bodies are written there
/// first, and nothing goes before they are safe, and before a checkpoint is over the entry that tells of it. Gives how many were
/// removed.
///
/// # Errors
/// When the archive cannot be written, a pruning is noted that is none of ours, or a store or the log refuses. What was removed
/// by then stays removed.
pub async fn prune(grant: &Grant<EvidencePrune>, archive: Option<&Path>) -> Result<i64, Failure> {
    let kernel = Arc::clone(grant.kernel());
    let pool = kernel.audit_store.reader();
    let mut removed = 0;
    let pruned = audit::pruned_through(pool).await?;
    match audit::newest_pruning(pool).await? {
        NewestPruning::Told(begun) if begun.through > pruned => {
            let event = Event::new()
                .called(&events::PRUNING_RESUMED)
                .fact(events::THROUGH, begun.through);
            let receipt = grant.record_step(event).await?;
            make_due(&kernel, Duration::ZERO).await?;
            removed += remove(&receipt, pruned + 1, begun.through).await?;
        }
        NewestPruning::None | NewestPruning::Told(_) => {}
        NewestPruning::Untold => {
            tracing::error!(
                alarm = "audit",
                "a pruning is noted that the log does not tell of: nothing is removed"
            );
            return Err(Failure::Internal(
                "a pruning is noted that the log does not tell of",
            ));
        }
    }
    let Some(due) = prunable(&kernel).await? else {
        return Ok(removed);
    };
    let mut event = Event::new()
        .called(&events::PRUNED)
        .count(due.through - due.first + 1)
        .fact(events::THROUGH, due.through)
        .fact(events::CUTOFF, due.cutoff);
    if let Some(folder) = archive {
        let archive = Archive::write(pool, folder, due.first, due.through).await?;
        event = event.fact(events::ARCHIVE, archive.sha256);
    }
    let receipt = grant.record_step(event).await?;
    let mut change = receipt.begin(&kernel.audit_store).await?;
    let (now, entry) = (kernel.clock.now(), change.entry());
    audit::insert_pruning(change.transaction(), due.through, due.cutoff, now, entry).await?;
    change.commit().await?;
    make_due(&kernel, Duration::ZERO).await?;
    removed += remove(&receipt, due.first, due.through).await?;
    Ok(removed)
}

async fn remove(
    receipt: &Receipt<EvidencePrune>,
    first: i64,
    through: i64,
) -> Result<i64, Failure> {
    let mut next = first;
    while next <= through {
        let last = through.min(next + PIECE - 1);
        let mut change = receipt.begin(&receipt.kernel().audit_store).await?;
        audit::prune_entries(change.transaction(), next, last).await?;
        change.commit().await?;
        next = last + 1;
    }
    Ok(through - first + 1)
}
