//! Making proofs to give away, each recorded in the log.

use std::sync::Arc;

use hufu_proof::{
    CONSISTENCY_FORMAT, Checkpoint, ConsistencyBundle, ENTRY_FORMAT, EntryBundle, VerifierKey,
};

use super::{CheckpointMake, EvidenceProve, checkpoint, events, key, store};
use crate::kernel::{
    Kernel,
    audit::Event,
    authz::{Grant, Receipt},
    failure::Failure,
};

/// An entry with its proof, under the smallest checkpoint over it; one is made if there is none yet. The receipt is of the
/// entry that tells of the proof.
///
/// # Errors
/// [`Failure::NotFound`] for an entry that is not there or whose body was pruned; else when a store or the log refuses.
pub async fn prove_entry(
    grant: &Grant<EvidenceProve>,
    sequence: i64,
) -> Result<(EntryBundle, Receipt<EvidenceProve>), Failure> {
    let kernel = Arc::clone(grant.kernel().whole());
    let log = &kernel.audit_reader;
    let found = log.find(sequence).await?.ok_or(Failure::NotFound)?;
    let entry = String::from_utf8(found.body)
        .map_err(|_| Failure::Internal("an entry's body is no text"))?;
    let checkpoint = match log.checkpoint_over(sequence).await? {
        Some(checkpoint) => checkpoint,
        None => checkpoint::make(Grant::<CheckpointMake>::system(&kernel).await?).await?,
    };
    let inclusion = log.prove_entry(sequence, checkpoint.size()).await?;
    let event = Event::new()
        .kind(&events::PROVED)
        .resource("audit", sequence)
        .field(events::SIZE, checkpoint.size());
    let receipt = grant.record_step(event).await?;
    let bundle = EntryBundle {
        format: ENTRY_FORMAT.to_owned(),
        sequence,
        entry,
        inclusion,
        checkpoint: witnessed(&kernel, &checkpoint).await?,
        key: key_text(&kernel).await?,
    };
    Ok((bundle, receipt))
}

/// That the log under one checkpoint is the beginning of that under another.
///
/// # Errors
/// [`Failure::NotFound`] when there is no checkpoint of one of these sizes; else when a store or the log refuses.
pub async fn prove_consistency(
    grant: &Grant<EvidenceProve>,
    older: i64,
    younger: i64,
) -> Result<ConsistencyBundle, Failure> {
    let kernel = Arc::clone(grant.kernel().whole());
    let log = &kernel.audit_reader;
    let exact = async |size| {
        let found = log.checkpoint_over(size).await?;
        found
            .filter(|checkpoint| checkpoint.size() == size)
            .ok_or(Failure::NotFound)
    };
    let (first, second) = (exact(older).await?, exact(younger).await?);
    let consistency = log.prove_consistency(older, younger).await?;
    let event = Event::new()
        .kind(&events::PROVED)
        .field(events::FROM_SIZE, older)
        .field(events::SIZE, younger);
    grant.record_step(event).await?;
    Ok(ConsistencyBundle {
        format: CONSISTENCY_FORMAT.to_owned(),
        older: witnessed(&kernel, &first).await?,
        younger: witnessed(&kernel, &second).await?,
        consistency,
        key: key_text(&kernel).await?,
    })
}

/// The keys that check the log's checkpoints, in the C2SP form: its own first, then those of names that it had before.
///
/// # Errors
/// When a store, the vault or the log refuses.
pub async fn verification_keys(grant: &Grant<EvidenceProve>) -> Result<Vec<VerifierKey>, Failure> {
    let event = Event::new().kind(&events::KEY_SHOWN);
    grant.record_step(event).await?;
    key::trusted_keys(grant.kernel().whole()).await
}

pub(super) async fn key_text(kernel: &Arc<Kernel>) -> Result<String, Failure> {
    Ok(key::verifier(kernel).await?.to_string())
}

/// The note with what witnesses signed.
pub(super) async fn witnessed(
    kernel: &Arc<Kernel>,
    checkpoint: &Checkpoint,
) -> Result<String, Failure> {
    let mut checkpoint = checkpoint.clone();
    let pool = kernel.audit_store.reader();
    for lines in store::cosignatures(pool, checkpoint.size()).await? {
        // Whoever can add rows must not keep anybody from a proof.
        if checkpoint.add_signatures(&lines).is_err() {
            tracing::error!(
                alarm = "audit",
                "a stored signature of a witness cannot be read"
            );
        }
    }
    Ok(checkpoint.note().to_string())
}
