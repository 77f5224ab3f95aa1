//! Retention: bodies past it are removed, their leaf hashes stay, so that every proof of what remains still holds.

use std::{path::Path, sync::Arc};

use super::{EvidencePrune, archive::Archive, events};
use crate::{
    base::clock::Timestamp,
    kernel::{
        Kernel,
        audit::{self, Event},
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

/// What is past its retention now; `None` when nothing is.
///
/// # Errors
/// When the store cannot be read.
pub async fn prunable(kernel: &Arc<Kernel>) -> Result<Option<Prunable>, Failure> {
    let cutoff = kernel
        .clock
        .now()
        .months_before(kernel.settings.retention_months);
    let pool = kernel.audit_store.reader();
    let first = audit::pruned_through(pool).await? + 1;
    let through = audit::last_before(pool, cutoff).await?;
    Ok((through >= first).then_some(Prunable {
        first,
        through,
        cutoff,
    }))
}

/// Goes on with a pruning that was cut off, then prunes what is due. With an archive folder, the bodies are written there
/// first, and nothing goes before they are safe. Gives how many were removed.
///
/// # Errors
/// When the archive cannot be written, or a store or the log refuses. What was removed by then stays removed.
pub async fn prune(grant: &Grant<EvidencePrune>, archive: Option<&Path>) -> Result<i64, Failure> {
    let kernel = Arc::clone(grant.kernel());
    let pool = kernel.audit_store.reader();
    let mut removed = 0;
    let begun = audit::newest_pruning(pool).await?;
    let pruned = audit::pruned_through(pool).await?;
    if begun > pruned {
        let event = Event::new()
            .called(&events::PRUNING_RESUMED)
            .fact(events::THROUGH, begun);
        let receipt = grant.record_step(event).await?;
        removed += remove(&receipt, pruned + 1, begun).await?;
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
