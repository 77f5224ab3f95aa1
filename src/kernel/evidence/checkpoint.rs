//! Making checkpoints: on a timer, and when somebody asks.

use std::{sync::Arc, time::Duration};

use hufu_proof::Checkpoint;

use super::{
    CheckpointMake,
    commitments::{Commitments, Newest, commitments, newest},
    events, key,
    pinned::{pin, pinned},
    store,
};
use crate::kernel::{
    Kernel,
    audit::{self, Event},
    authz::Grant,
    failure::Failure,
};

/// Makes a checkpoint if entries came since the last, and that one is `age` old or older by its own signature. Where the newest
/// is none of ours, or of more entries than there are, one is tried, so that it is refused aloud; where it is not remembered beside
/// the log, one is made that is.
///
/// # Errors
/// When a store, the vault or the log refuses.
pub async fn make_due(kernel: &Arc<Kernel>, age: Duration) -> Result<Option<Checkpoint>, Failure> {
    // Whoever comes while one is being made finds it made.
    let _making = kernel.evidence.making.lock().await;
    let trusted = key::trusted_keys(kernel).await?;
    if let Newest::Ours(newest) = newest(kernel, &trusted).await? {
        let signed = trusted
            .iter()
            .find_map(|key| audit::signed_at(&newest, key));
        let now = kernel.clock.now();
        let young = signed.is_some_and(|at| at <= now && now.since(at) < age);
        if let Some(at) = signed {
            kernel.metrics.audit.checkpoint_made(at);
        }
        let entries = kernel.audit_reader.size().await?;
        let known = pinned(kernel.business.reader(), newest.origin()).await?;
        let forgotten = !known.is_some_and(|known| known.as_ref() == Ok(&newest));
        if !forgotten && (newest.size() == entries || newest.size() < entries && young) {
            return Ok(None);
        }
    }
    let grant = Grant::<CheckpointMake>::system(kernel).await?;
    sign(grant).await.map(Some)
}

/// Signs the head of the log up to and with the entry that tells of it. That entry names the checkpoint before, so that none but
/// the last can be taken away unnoticed.
///
/// The tree must go on from whatever was signed before, in the store, beside it and in folders. Where it does not, somebody rewrote
/// it, and nothing is signed.
///
/// # Errors
/// [`Failure::Internal`] when the log does not go on from a checkpoint, or the store's newest is none of ours;
/// [`Failure::Conflict`] when other processes make them without a pause; else when a store, the vault or the log refuses.
pub async fn make(grant: Grant<CheckpointMake>) -> Result<Checkpoint, Failure> {
    let kernel = Arc::clone(grant.kernel().whole());
    let _making = kernel.evidence.making.lock().await;
    sign(grant).await
}

/// Another process that makes one at the same time is waited for so many times.
const TRIES: usize = 5;

/// Called by whoever holds `making`: of two at once, both would name the same one before, and one of them could be taken away.
async fn sign(grant: Grant<CheckpointMake>) -> Result<Checkpoint, Failure> {
    for _ in 0..TRIES {
        match try_to_sign(&grant).await? {
            Signing::Made(checkpoint) => return Ok(checkpoint),
            Signing::Refused { size } => return refuse(grant, size).await,
            Signing::Outrun => {}
        }
    }
    Err(Failure::Conflict)
}

enum Signing {
    Made(Checkpoint),
    /// Something else was signed of so many entries; 0 for a checkpoint in the store that is none of ours.
    Refused {
        size: i64,
    },
    /// Another process made one meanwhile, and ours would name the same one before.
    Outrun,
}

async fn try_to_sign(grant: &Grant<CheckpointMake>) -> Result<Signing, Failure> {
    let kernel = Arc::clone(grant.kernel().whole());
    let signing = key::signing_key(&kernel).await?;
    let trusted = key::trusted_keys(&kernel).await?;
    let newest = newest(&kernel, &trusted).await?;
    let mut event = Event::new().kind(&events::CHECKPOINT_MADE);
    let before = match &newest {
        Newest::None => 0,
        Newest::Ours(before) => before.size(),
        Newest::Strange => return Ok(Signing::Refused { size: 0 }),
    };
    if before > 0 {
        event = event.field(events::BEFORE, before);
    }
    let commitments = commitments(&kernel, &trusted, &newest).await?;
    let entries = kernel.audit_reader.size().await?;
    for &Commitments { size, root } in &commitments {
        // A log that is shorter than what was signed of it was cut.
        if size > entries || kernel.audit_reader.root(size).await? != root {
            return Ok(Signing::Refused { size });
        }
    }
    let receipt = grant.record_step(event).await?;
    let size = receipt.number();
    let mut change = receipt.begin_on(&kernel.audit_store).await?;
    // From here on nobody writes beside us: what is signed goes on from what was signed.
    audit::lock(change.transaction()).await?;
    if store::newest_size(change.transaction()).await? != before {
        return Ok(Signing::Outrun);
    }
    for &Commitments { size, root } in &commitments {
        if audit::root_within(change.transaction(), size).await? != root {
            return Ok(Signing::Refused { size });
        }
    }
    let root = audit::root_within(change.transaction(), size).await?;
    let now = kernel.clock.now();
    let checkpoint = signing
        .sign(size, root, now)
        .map_err(|_| Failure::Internal("a checkpoint cannot be signed"))?;
    let entry = change.entry();
    store::insert_checkpoint(change.transaction(), &checkpoint, now, entry).await?;
    // Remembered before it can be known to anybody.
    *kernel.evidence.signed.lock().await = Some((size, root));
    change.commit().await?;
    pin(&receipt, &checkpoint, now).await?;
    kernel.metrics.audit.checkpoint_made(now);
    kernel.jobs.notify();
    Ok(Signing::Made(checkpoint))
}

/// Records and tells that nothing is signed over a log of which something else was signed; 0 entries for a checkpoint in the store
/// that is none of ours.
async fn refuse(grant: Grant<CheckpointMake>, size: i64) -> Result<Checkpoint, Failure> {
    tracing::error!(
        alarm = "audit",
        size,
        "the log does not go on from a checkpoint that was made of it, or the newest in the store is none of ours"
    );
    let event = Event::new()
        .kind(&events::CHECKPOINT_REFUSED)
        .field(events::SIZE, size);
    grant.fail(event).await?;
    Err(Failure::Internal(
        "the log does not go on from a checkpoint that was made of it, or the newest in the store is none of ours",
    ))
}
