//! Proofs out of the stored tree.

use hufu_proof::{ConsistencyProof, InclusionProof, OutOfRange};

use super::TileReader;

/// A proof that cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum ProofError {
    /// The tree is smaller than what was asked for.
    #[error(transparent)]
    OutOfRange(#[from] OutOfRange),
    /// The store cannot be read.
    #[error("the audit store cannot be read: {0}")]
    Database(#[from] sqlx::Error),
}

impl TileReader<'_> {
    /// Proves that leaf `leaf_index` is in the tree of the first `size` leaves.
    pub(in crate::kernel::audit) async fn inclusion(
        &mut self,
        leaf_index: u64,
        size: u64,
    ) -> Result<InclusionProof, ProofError> {
        let path = InclusionProof::subtrees(leaf_index, size)?;
        Ok(InclusionProof {
            leaf_index,
            size,
            hashes: self.path(path).await?,
        })
    }

    /// Proves that the tree of the first `second` leaves begins with that of the first `first`.
    pub(in crate::kernel::audit) async fn consistency(
        &mut self,
        first: u64,
        second: u64,
    ) -> Result<ConsistencyProof, ProofError> {
        let path = ConsistencyProof::subtrees(first, second)?;
        Ok(ConsistencyProof {
            first,
            second,
            hashes: self.path(path).await?,
        })
    }
}
