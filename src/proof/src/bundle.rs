//! Proofs to give away: self-contained, so that whoever has one needs neither Hufu nor its store to check it. JSON.

use serde::{Deserialize, Serialize};

use crate::{Checkpoint, ConsistencyProof, InclusionProof, NoteError, PathError, VerifierKey};

/// The form of a proof about one entry.
pub const ENTRY_FORMAT: &str = "hufu-audit-entry/v1";
/// The form of a proof about two trees.
pub const CONSISTENCY_FORMAT: &str = "hufu-audit-growth/v1";

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
pub struct ConsistencyBundle {
    /// [`CONSISTENCY_FORMAT`].
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
    Path(#[from] PathError),
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
        let index =
            u64::try_from(self.sequence.saturating_sub(1)).map_err(|_| BundleError::Mismatch)?;
        let size = u64::try_from(checkpoint.size()).map_err(|_| BundleError::Mismatch)?;
        if self.inclusion.leaf_index != index || self.inclusion.size != size {
            return Err(BundleError::Mismatch);
        }
        Ok(self
            .inclusion
            .check(self.entry.as_bytes(), checkpoint.root())?)
    }
}

impl ConsistencyBundle {
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
        // A witness vouches for logs of any name, and one log's growth is not another's.
        let is_one_log = older.origin() == younger.origin();
        if !is_one_log || sizes != [Some(self.consistency.first), Some(self.consistency.second)] {
            return Err(BundleError::Mismatch);
        }
        Ok(self.consistency.check(older.root(), younger.root())?)
    }
}
