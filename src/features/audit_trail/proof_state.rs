//! Whether an entry's place in the tree can be proved from what is stored, and under which checkpoint.

use hufu_proof::InclusionProof;

use crate::kernel::{
    audit::{AuditReader, FoundEntry, ProofError},
    failure::Failure,
};

/// How an entry stands in the tree.
pub(super) struct ProofState {
    /// Entries in the tree that the proof is about.
    pub size: i64,
    /// Who signed that tree; none while no checkpoint holds the entry.
    pub origin: Option<String>,
    /// Hashes from the entry's own up to the head, hexadecimal; none when they do not lead there.
    pub path: Option<Vec<String>>,
}

impl ProofState {
    /// Proves the entry against the smallest checkpoint over it, or against the whole tree while there is none.
    pub(super) async fn of(log: &AuditReader, found: &FoundEntry) -> Result<Self, Failure> {
        let checkpoint = log.checkpoint_over(found.sequence).await?;
        let (size, root, origin) = match &checkpoint {
            Some(checkpoint) => {
                let origin = checkpoint.origin().to_owned();
                (checkpoint.size(), *checkpoint.root(), Some(origin))
            }
            None => {
                let size = log.size().await?;
                (size, log.root(size).await?, None)
            }
        };
        let proved = match log.prove_entry(found.sequence, size).await {
            Ok(proof) => proof.check(&found.body, &root).is_ok().then_some(proof),
            Err(ProofError::Database(error)) => return Err(error.into()),
            Err(_) => None,
        };
        Ok(Self {
            size,
            origin,
            path: proved.map(|proof| path(&proof)),
        })
    }
}

fn path(proof: &InclusionProof) -> Vec<String> {
    let hashes = proof.hashes.iter();
    hashes.map(|hash| hex::encode(hash.0)).collect()
}
