//! Verification by Hufu itself, so that a broken log does not wait for somebody to look.

use std::{sync::Arc, time::Duration};

use super::{EvidenceVerify, events, key, published::published, store};
use crate::kernel::{
    Kernel,
    audit::{self, Event, Outside, Verification},
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
    let now = kernel.clock.now();
    let last = kernel.audit_reader.newest_verification(now).await?;
    if let Some(last) = last {
        kernel
            .metrics
            .audit
            .verified(last.at, last.broken_at.is_none());
        if now.since(last.at) < age {
            return Ok(None);
        }
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
    kernel
        .metrics
        .audit
        .verified(row.at, row.broken_at.is_none());
    Ok(found)
}

/// What is kept elsewhere and can be read from here, and the keys that count. While those cannot be had, nothing is verified:
/// the store's own word for them would prove nothing.
async fn outside(kernel: &Arc<Kernel>) -> Result<Outside, Failure> {
    let mut outside = Outside {
        keys: Some(key::trusted_keys(kernel).await?),
        ..Outside::default()
    };
    for published in published(kernel) {
        outside
            .add(published)
            .map_err(|error| Failure::from(sqlx::Error::from(error)))?;
    }
    Ok(outside)
}
