//! Retention: bodies past it are removed, their leaf hashes stay, so that every proof of what remains still holds.

use std::{path::Path, sync::Arc, time::Duration};

use hufu_proof::{Checkpoint, VerifierKey};

use super::{EvidencePrune, archive::Archive, events, key, make_due};
use crate::{
    base::clock::Timestamp,
    kernel::{
        Kernel,
        audit::{self, Event},
        authz::{Grant, Receipt},
        failure::Failure,
    },
};

/// Entries removed in one transaction.
const PIECE: i64 = 2_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prunable {
    /// The first entry that still has a body.
    pub first: i64,
    /// The last one to go.
    pub through: i64,
    pub cutoff: Timestamp,
}

/// What is past its retention now; `None` when nothing is. What goes was under a checkpoint of ours before the cutoff, so that
/// whoever verifies the log later need not believe the pruning that it was old.
///
/// # Errors
/// When a store, the vault or the log refuses.
pub async fn prunable(kernel: &Arc<Kernel>) -> Result<Option<Prunable>, Failure> {
    let cutoff = cutoff(kernel);
    let pool = kernel.audit_store.reader();
    let first = audit::pruned_through(pool).await? + 1;
    let trusted = key::trusted_keys(kernel).await?;
    let notes = audit::checkpoints_before(pool, first - 1, cutoff).await?;
    let checkpoints = notes.iter().filter_map(|note| note.parse().ok());
    let mut old = checkpoints.filter(|known| was_signed_by(known, &trusted, cutoff));
    Ok(old.next().map(|checkpoint| Prunable {
        first,
        through: checkpoint.size(),
        cutoff,
    }))
}

/// A day more than configured: the database counts six months by a clock and in a way of its own.
fn cutoff(kernel: &Kernel) -> Timestamp {
    let months = kernel
        .clock
        .now()
        .months_before(kernel.settings.evidence.retention_months);
    Timestamp::from_micros(months.micros() - 24 * 60 * 60 * 1_000_000)
}

fn was_signed_by(checkpoint: &Checkpoint, trusted: &[VerifierKey], moment: Timestamp) -> bool {
    let mut signed = trusted
        .iter()
        .filter_map(|key| audit::signed_at(checkpoint, key));
    signed.any(|at| at <= moment)
}

/// A pruning that was noted and did not come to its end.
///
/// # Errors
/// [`Failure::Internal`] for one that Hufu did not begin; else when a store, the vault or the log refuses.
pub async fn unfinished(kernel: &Arc<Kernel>) -> Result<Option<Prunable>, Failure> {
    let pool = kernel.audit_store.reader();
    let pruned = audit::pruned_through(pool).await?;
    let newest = audit::prunings(pool).await?.into_iter().next();
    let Some(newest) = newest.filter(|newest| newest.through > pruned) else {
        return Ok(None);
    };
    let trusted = key::trusted_keys(kernel).await?;
    let over = kernel.audit_reader.checkpoint_over(newest.through).await?;
    let over = over.filter(|over| over.size() == newest.through);
    // Hufu prunes what was signed before the cutoff, whoever says that it began to.
    let ours = newest
        .told
        .zip(over)
        .filter(|(told, over)| was_signed_by(over, &trusted, told.cutoff));
    let Some((told, _)) = ours else {
        tracing::error!(
            alarm = "audit",
            "a pruning is noted that Hufu did not begin: nothing is removed"
        );
        return Err(Failure::Internal(
            "a pruning is noted that Hufu did not begin",
        ));
    };
    Ok(Some(Prunable {
        first: pruned + 1,
        through: told.through,
        cutoff: told.cutoff,
    }))
}

/// Goes on with a pruning that was cut off, then prunes what is due. With an archive folder, the bodies are written there
/// first, and nothing goes before they are safe, and before a checkpoint is over the entry that tells of it. Gives how many were
/// removed. Whoever comes while one goes on waits, and finds nothing left.
///
/// # Errors
/// When the archive cannot be written, a pruning is noted that is none of ours, another process noted one meanwhile, or a store
/// or the log refuses. What was removed by then stays removed.
pub async fn prune(grant: &Grant<EvidencePrune>, archive: Option<&Path>) -> Result<i64, Failure> {
    let kernel = Arc::clone(grant.kernel().whole());
    let _pruning = kernel.evidence.pruning.lock().await;
    let mut removed = 0;
    if let Some(begun) = unfinished(&kernel).await? {
        // Retention was made longer since: it goes on when that is over.
        if begun.cutoff > cutoff(&kernel) {
            return Ok(0);
        }
        let event = Event::new().kind(&events::PRUNING_RESUMED);
        let event = archived(&kernel, event, archive, begun).await?;
        let receipt = grant
            .record_step(event.field(events::THROUGH, begun.through))
            .await?;
        make_due(&kernel, Duration::ZERO).await?;
        removed += remove(&receipt, begun).await?;
    }
    let Some(due) = prunable(&kernel).await? else {
        return Ok(removed);
    };
    let event = Event::new()
        .kind(&events::PRUNED)
        .count(due.through - due.first + 1)
        .field(events::THROUGH, due.through)
        .field(events::CUTOFF, due.cutoff);
    let event = archived(&kernel, event, archive, due).await?;
    let receipt = grant.record_step(event).await?;
    let mut change = receipt.begin_on(&kernel.audit_store).await?;
    let (now, entry) = (kernel.clock.now(), change.entry());
    audit::insert_pruning(change.transaction(), due.through, due.cutoff, now, entry).await?;
    change.commit().await?;
    make_due(&kernel, Duration::ZERO).await?;
    removed += remove(&receipt, due).await?;
    Ok(removed)
}

/// Writes the bodies that are to go into the archive, if there is one, and has the entry say its digest.
async fn archived(
    kernel: &Kernel,
    event: Event,
    archive: Option<&Path>,
    due: Prunable,
) -> Result<Event, Failure> {
    let Some(folder) = archive else {
        return Ok(event);
    };
    let pool = kernel.audit_store.reader();
    let archive = Archive::write(pool, folder, due.first, due.through).await?;
    Ok(event.field(events::ARCHIVE, archive.sha256))
}

async fn remove(receipt: &Receipt<EvidencePrune>, due: Prunable) -> Result<i64, Failure> {
    let mut next = due.first;
    while next <= due.through {
        let last = due.through.min(next + PIECE - 1);
        let mut change = receipt.begin_on(&receipt.kernel().audit_store).await?;
        // Two processes may go on with the same pruning: what one removed, the other must see as gone.
        audit::lock(change.transaction()).await?;
        audit::prune_entries(change.transaction(), next, last).await?;
        change.commit().await?;
        next = last + 1;
    }
    Ok(due.through - due.first + 1)
}
