//! Making checkpoints: on a timer, and when somebody asks.

use std::{sync::Arc, time::Duration};

use super::{CheckpointMake, events, key, published::published, store};
use crate::kernel::{
    Kernel,
    audit::{self, Checkpoint, Event, PublishedLeaves},
    authz::Grant,
    http::Failure,
};

/// Makes a checkpoint if entries came since the last, and that one is `age` old or older.
///
/// # Errors
/// When a store, the vault or the log refuses.
pub async fn make_due(kernel: &Arc<Kernel>, age: Duration) -> Result<Option<Checkpoint>, Failure> {
    // Whoever comes while one is being made finds it made.
    let _making = kernel.evidence.making.lock().await;
    let pool = kernel.audit_store.reader();
    if let Some((size, at)) = store::newest_checkpoint(pool).await? {
        kernel.metrics.audit.checkpoint_made(at);
        let now = kernel.clock.now();
        let young = at <= now && now.since(at) < age;
        if young || kernel.audit_reader.size().await? <= size {
            return Ok(None);
        }
    }
    let grant = Grant::<CheckpointMake>::system(kernel).await?;
    make(grant).await.map(Some)
}

/// Signs the head of the log up to and with the entry that tells of it. That entry names the checkpoint before, so that none but
/// the last can be taken away unnoticed.
///
/// The tree must go on from every checkpoint before, in the store and in folders: what was signed once is never contradicted.
/// Where it does not, somebody rewrote the log, and nothing is signed.
///
/// # Errors
/// [`Failure::Internal`] when the log does not go on from a checkpoint, or the store's newest is none of ours; else when a store,
/// the vault or the log refuses.
pub async fn make(grant: Grant<CheckpointMake>) -> Result<Checkpoint, Failure> {
    let kernel = Arc::clone(grant.kernel());
    let signing = key::signing_key(&kernel).await?;
    let trusted = key::trusted_keys(&kernel).await?;
    let is_ours = |known: &Checkpoint| trusted.iter().any(|key| known.check(key).is_ok());
    let newest = kernel.audit_reader.newest_checkpoint().await?;
    let before = newest.as_ref().map(Checkpoint::size);
    let stranger = newest.as_ref().is_some_and(|newest| !is_ours(newest));
    let mut known: Vec<_> = newest.into_iter().collect();
    // A folder may hold anything: what we did not sign binds us to nothing.
    let published = published(&kernel);
    let published = published.iter().map(PublishedLeaves::checkpoint);
    known.extend(published.filter(|known| is_ours(known)).cloned());

    let mut event = Event::new().called(&events::CHECKPOINT_MADE);
    if let Some(before) = before {
        event = event.fact(events::BEFORE, before);
    }
    let receipt = grant.record_step(event).await?;
    let size = receipt.number();
    let mut change = receipt.begin(&kernel.audit_store).await?;
    if let Some(size) = before.filter(|_| stranger) {
        drop(change);
        return refuse(grant, size).await;
    }
    for known in known {
        // A log that is shorter than what was signed of it was cut.
        let goes_on = known.size() < size
            && audit::root_within(change.transaction(), known.size()).await? == *known.root();
        if !goes_on {
            drop(change);
            return refuse(grant, known.size()).await;
        }
    }
    let root = audit::root_within(change.transaction(), size).await?;
    let now = kernel.clock.now();
    let checkpoint = Checkpoint::sign(&signing, size, root, now)
        .map_err(|_| Failure::Internal("a checkpoint cannot be signed"))?;
    let entry = change.entry();
    store::insert_checkpoint(change.transaction(), &checkpoint, now, entry).await?;
    change.commit().await?;
    kernel.metrics.audit.checkpoint_made(now);
    kernel.jobs.ring();
    Ok(checkpoint)
}

async fn refuse(grant: Grant<CheckpointMake>, size: i64) -> Result<Checkpoint, Failure> {
    tracing::error!(
        alarm = "audit",
        size,
        "the log does not go on from a checkpoint that was made of it"
    );
    let event = Event::new()
        .called(&events::CHECKPOINT_REFUSED)
        .fact(events::SIZE, size);
    grant.fail(event).await?;
    Err(Failure::Internal(
        "the log does not go on from a checkpoint that was made of it",
    ))
}
