//! Verification by Hufu itself, so that a broken log does not wait for somebody to look.

use std::{sync::Arc, time::Duration};

use super::{EvidenceVerify, events, key, store};
use crate::kernel::{
    Kernel,
    audit::{self, Event, Outside, PublishedLeaves, Verification},
    authz::Grant,
    http::Failure,
};

/// Verifies the log if that was not done for so long.
///
/// # Errors
/// When a store or the log refuses.
pub async fn verify_due(
    kernel: &Arc<Kernel>,
    age: Duration,
) -> Result<Option<Verification>, Failure> {
    let last = store::verified_at(kernel.audit_store.reader()).await?;
    let now = kernel.clock.now();
    // One from the future was not written by us.
    if last <= now && now.since(last) < age {
        return Ok(None);
    }
    let grant = Grant::<EvidenceVerify>::system(kernel).await?;
    verify(grant).await.map(Some)
}

/// Verifies the whole log against its checkpoints and against what was published in folders, and keeps what was found.
///
/// # Errors
/// When a store, a folder or the log refuses.
pub async fn verify(grant: Grant<EvidenceVerify>) -> Result<Verification, Failure> {
    let kernel = Arc::clone(grant.kernel());
    let pool = kernel.audit_store.reader();
    let outside = outside(&kernel).await?;
    let found = audit::verify(pool, &outside, |_, _| ()).await?;
    let mut event = Event::new();
    let row = match &found {
        Verification::Whole(whole) => {
            event = event.fact(events::SIZE, whole.entries);
            if let Some(checkpoint) = whole.checkpoint {
                event = event.fact(events::CHECKPOINT, checkpoint);
            }
            store::VerificationRow {
                at: kernel.clock.now(),
                size: whole.entries,
                checkpoint: whole.checkpoint,
                broken_at: None,
                failure: None,
            }
        }
        Verification::Broken { sequence, failure } => {
            tracing::error!(alarm = "audit", sequence, %failure, "the audit log does not hold");
            event = event
                .fact(events::BROKEN_AT, *sequence)
                .fact(events::FAILURE, failure.word());
            store::VerificationRow {
                at: kernel.clock.now(),
                size: sequence - 1,
                checkpoint: None,
                broken_at: Some(*sequence),
                failure: Some(failure.word()),
            }
        }
    };
    let receipt = grant.record(event).await?;
    let mut change = receipt.begin(&kernel.audit_store).await?;
    let entry = change.entry();
    store::insert_verification(change.transaction(), &row, entry).await?;
    change.commit().await?;
    Ok(found)
}

/// What is kept elsewhere and can be read from here. While the signing key cannot be had, the keys that the store names count.
async fn outside(kernel: &Arc<Kernel>) -> Result<Outside, Failure> {
    let mut outside = Outside::default();
    if let Ok(key) = key::signing_key(kernel).await
        && let Ok(verifier) = key.verifier()
    {
        outside.keys = audit::trusted_keys(kernel.audit_store.reader(), verifier).await?;
    }
    for folder in kernel.keepers.iter().filter_map(|keeper| keeper.folder()) {
        // One that was never written to holds nothing to compare with.
        if let Ok(published) = PublishedLeaves::open(folder) {
            let every = published.every_checkpoint();
            outside
                .checkpoints
                .extend(every.unwrap_or_else(|_| vec![published.checkpoint().clone()]));
            outside.leaves = Some(published);
        }
    }
    Ok(outside)
}
