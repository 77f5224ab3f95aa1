//! A selection of entries to give away: the checkpoint that each of them is proved against, and that it is recorded.

use std::sync::Arc;

use hufu_proof::Checkpoint;

use super::{
    CheckpointMake, EvidenceProve,
    bundle::{key_text, witnessed},
    checkpoint, events,
};
use crate::kernel::{audit::Event, authz::Grant, failure::Failure};

/// A checkpoint to prove entries against.
pub struct Vouched {
    pub checkpoint: Checkpoint,
    /// Its note, with what witnesses signed.
    pub note: String,
    /// The key that checks it.
    pub key: String,
}

/// The newest checkpoint, over the entries up to `last`; one is made if the newest does not reach so far. That a stretch of the
/// log is about to be proved is recorded.
///
/// # Errors
/// When a store, the vault or the log refuses.
pub async fn prove_selection(grant: &Grant<EvidenceProve>, last: i64) -> Result<Vouched, Failure> {
    let kernel = Arc::clone(grant.kernel().whole());
    let newest = kernel.audit_reader.newest_checkpoint().await?;
    let checkpoint = match newest.filter(|newest| newest.size() >= last) {
        Some(newest) => newest,
        None => checkpoint::make(Grant::<CheckpointMake>::system(&kernel).await?).await?,
    };
    let event = Event::new()
        .kind(&events::PROVED)
        .field(events::SIZE, checkpoint.size());
    grant.record_step(event).await?;
    Ok(Vouched {
        note: witnessed(&kernel, &checkpoint).await?,
        key: key_text(&kernel).await?,
        checkpoint,
    })
}
