//! Proofs to give away: self-contained, so that whoever has one needs neither Hufu nor its store to check it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{CheckpointMake, EvidenceProve, checkpoint, events, key, store};
use crate::kernel::{
    Kernel,
    audit::{
        Checkpoint, ConsistencyProof, Event, InclusionProof, NoteError, ProofError, VerifierKey,
    },
    authz::{Grant, Receipt},
    failure::Failure,
};

/// The form of a proof about one entry.
pub const ENTRY_FORMAT: &str = "hufu-audit-entry/v1";
/// The form of a proof about two trees.
pub const GROWTH_FORMAT: &str = "hufu-audit-growth/v1";

/// An entry, that it is in the log, and who vouches for the log.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EntryBundle {
    /// [`ENTRY_FORMAT`].
    pub format: String,
    /// The entry's number.
    pub sequence: i64,
    /// The stored bytes: the leaf's data of RFC 6962. They are UTF-8.
    pub entry: String,
    /// The audit path.
    pub inclusion: InclusionProof,
    /// A signed note (C2SP tlog-checkpoint) of the tree that the path leads to.
    pub checkpoint: String,
    /// The key to check it with, as the log itself says. Who checks should have it from elsewhere.
    pub key: String,
}

/// That one checkpoint's log is the beginning of another's.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct GrowthBundle {
    /// [`GROWTH_FORMAT`].
    pub format: String,
    /// The signed note of the older tree.
    pub older: String,
    /// The signed note of the younger tree.
    pub younger: String,
    /// The path between them.
    pub consistency: ConsistencyProof,
    /// The key to check both with.
    pub key: String,
}

/// Why a bundle proves nothing.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// A checkpoint in it is none, or is not signed by the key.
    #[error("the checkpoint in it cannot be trusted: {0}")]
    Checkpoint(#[from] NoteError),
    /// The path does not hold.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// Its parts speak of different things.
    #[error("its parts do not belong together")]
    Mismatch,
}

impl EntryBundle {
    /// Whether the entry is in the log that `key` vouches for.
    ///
    /// # Errors
    /// [`BundleError`] says what does not hold.
    pub fn check(&self, key: &VerifierKey) -> Result<(), BundleError> {
        let checkpoint: Checkpoint = self.checkpoint.parse()?;
        checkpoint.check(key)?;
        let index = u64::try_from(self.sequence - 1).map_err(|_| BundleError::Mismatch)?;
        let size = u64::try_from(checkpoint.size()).map_err(|_| BundleError::Mismatch)?;
        if self.inclusion.leaf_index != index || self.inclusion.size != size {
            return Err(BundleError::Mismatch);
        }
        Ok(self
            .inclusion
            .check(self.entry.as_bytes(), checkpoint.root())?)
    }
}

impl GrowthBundle {
    /// Whether the younger log begins with the older one, and `key` vouches for both.
    ///
    /// # Errors
    /// [`BundleError`] says what does not hold.
    pub fn check(&self, key: &VerifierKey) -> Result<(), BundleError> {
        let (older, younger): (Checkpoint, Checkpoint) =
            (self.older.parse()?, self.younger.parse()?);
        older.check(key)?;
        younger.check(key)?;
        let sizes = [older.size(), younger.size()].map(|size| u64::try_from(size).ok());
        if sizes != [Some(self.consistency.first), Some(self.consistency.second)] {
            return Err(BundleError::Mismatch);
        }
        Ok(self.consistency.check(older.root(), younger.root())?)
    }
}

/// An entry with its proof, under the smallest checkpoint over it; one is made if there is none yet. The receipt is of the
/// entry that tells of the proof.
///
/// # Errors
/// [`Failure::NotFound`] for an entry that is not there or whose body was pruned; else when a store or the log refuses.
pub async fn prove_entry(
    grant: &Grant<EvidenceProve>,
    sequence: i64,
) -> Result<(EntryBundle, Receipt<EvidenceProve>), Failure> {
    let kernel = Arc::clone(grant.kernel());
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
        .called(&events::PROVED)
        .about("audit", sequence)
        .fact(events::SIZE, checkpoint.size());
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
pub async fn prove_growth(
    grant: &Grant<EvidenceProve>,
    older: i64,
    younger: i64,
) -> Result<GrowthBundle, Failure> {
    let kernel = Arc::clone(grant.kernel());
    let log = &kernel.audit_reader;
    let exact = async |size| {
        let found = log.checkpoint_over(size).await?;
        found
            .filter(|checkpoint| checkpoint.size() == size)
            .ok_or(Failure::NotFound)
    };
    let (first, second) = (exact(older).await?, exact(younger).await?);
    let consistency = log.prove_growth(older, younger).await?;
    let event = Event::new()
        .called(&events::PROVED)
        .fact(events::FROM_SIZE, older)
        .fact(events::SIZE, younger);
    grant.record_step(event).await?;
    Ok(GrowthBundle {
        format: GROWTH_FORMAT.to_owned(),
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
    let event = Event::new().called(&events::KEY_SHOWN);
    grant.record_step(event).await?;
    key::trusted_keys(grant.kernel()).await
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
