//! Making checkpoints: on a timer, and when somebody asks.

use std::{sync::Arc, time::Duration};

use super::{CheckpointMake, events, key, store};
use crate::kernel::{
    Kernel,
    audit::{self, Checkpoint, Event},
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
        let now = kernel.clock.now();
        let young = at <= now && now.since(at) < age;
        if young || kernel.audit_reader.size().await? <= size {
            return Ok(None);
        }
    }
    let grant = Grant::<CheckpointMake>::system(kernel).await?;
    make(grant).await.map(Some)
}

/// Signs the head of the log up to and with the entry that tells of it.
///
/// The tree must go on from the last checkpoint: what was signed once is never contradicted. Where it does not, somebody
/// rewrote the log, and nothing is signed.
///
/// # Errors
/// [`Failure::Internal`] when the log does not go on from the last checkpoint; else when a store, the vault or the log refuses.
pub async fn make(grant: Grant<CheckpointMake>) -> Result<Checkpoint, Failure> {
    let kernel = Arc::clone(grant.kernel());
    let signing = key::signing_key(&kernel).await?;
    let before = kernel.audit_reader.newest_checkpoint().await?;
    let event = Event::new().called(&events::CHECKPOINT_MADE);
    let receipt = grant.record_step(event).await?;
    let size = receipt.number();
    let mut change = receipt.begin(&kernel.audit_store).await?;
    let root = audit::root_within(change.transaction(), size).await?;
    if let Some(before) = before.filter(|before| before.size() <= size) {
        let then = audit::root_within(change.transaction(), before.size()).await?;
        if then != *before.root() {
            drop(change);
            return refuse(grant, before.size()).await;
        }
    }
    let checkpoint = Checkpoint::sign(&signing, size, root)
        .map_err(|_| Failure::Internal("a checkpoint cannot be signed"))?;
    let (now, entry) = (kernel.clock.now(), change.entry());
    store::insert_checkpoint(change.transaction(), &checkpoint, now, entry).await?;
    change.commit().await?;
    kernel.jobs.ring();
    Ok(checkpoint)
}

async fn refuse(grant: Grant<CheckpointMake>, size: i64) -> Result<Checkpoint, Failure> {
    tracing::error!(
        alarm = "audit",
        size,
        "the log does not go on from its last checkpoint"
    );
    let event = Event::new()
        .called(&events::CHECKPOINT_REFUSED)
        .fact(events::SIZE, size);
    grant.fail(event).await?;
    Err(Failure::Internal(
        "the log does not go on from its last checkpoint",
    ))
}
