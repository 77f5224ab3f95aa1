//! Proofs that an entry is in the tree and that one tree is the beginning of another, as RFC 6962 section 2.1 defines them.
//! Which nodes a proof needs, and whether one holds, is what the `ct-merkle` crate says; where the nodes are is ours.

use ct_merkle::{
    ConsistencyProof as ConsistencyPath, InclusionProof as InclusionPath, RootHash,
    indices_for_consistency_proof, indices_for_inclusion_proof,
};
use serde::{Deserialize, Serialize};
use sha2::{Sha256, digest::Output};

use super::TileReader;
use crate::kernel::audit::hash::Hash;

/// An entry is in the tree of `size` entries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InclusionProof {
    /// The leaf, counting from 0: the entry's number less one.
    pub leaf_index: u64,
    /// Entries in the tree.
    pub size: u64,
    /// The audit path of RFC 6962 section 2.1.1, hexadecimal, from the leaf upwards.
    pub hashes: Vec<HexHash>,
}

/// The tree of `first` entries is the beginning of the tree of `second` entries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsistencyProof {
    /// Entries in the older tree.
    pub first: u64,
    /// Entries in the younger tree.
    pub second: u64,
    /// The path of RFC 6962 section 2.1.2, hexadecimal.
    pub hashes: Vec<HexHash>,
}

/// A SHA-256 value that is written in hexadecimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HexHash(#[serde(with = "hex::serde")] pub [u8; 32]);

/// A proof that does not hold, or cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum ProofError {
    /// The tree is smaller than what was asked for.
    #[error("the tree has {size} entries; there is no entry or tree of {asked} in it")]
    OutOfRange {
        /// What was asked for.
        asked: u64,
        /// Entries in the tree.
        size: u64,
    },
    /// It does not lead to the tree's head.
    #[error("the proof does not lead from the entry to the head of the tree")]
    Inclusion,
    /// The older tree is not the beginning of the younger.
    #[error("the younger tree does not begin with the older")]
    Consistency,
    /// The store cannot be read.
    #[error("the audit store cannot be read: {0}")]
    Database(#[from] sqlx::Error),
}

/// Proves that leaf `leaf_index` is in the tree of the first `size` leaves.
pub(in crate::kernel::audit) async fn inclusion(
    tiles: &mut TileReader<'_>,
    leaf_index: u64,
    size: u64,
) -> Result<InclusionProof, ProofError> {
    if leaf_index >= size {
        let asked = leaf_index + 1;
        return Err(ProofError::OutOfRange { asked, size });
    }
    let hashes = nodes(tiles, indices_for_inclusion_proof(size, leaf_index), size).await?;
    Ok(InclusionProof {
        leaf_index,
        size,
        hashes,
    })
}

/// Proves that the tree of the first `second` leaves begins with that of the first `first`.
pub(in crate::kernel::audit) async fn consistency(
    tiles: &mut TileReader<'_>,
    first: u64,
    second: u64,
) -> Result<ConsistencyProof, ProofError> {
    if first == 0 || first > second {
        let (asked, size) = (first, second);
        return Err(ProofError::OutOfRange { asked, size });
    }
    let indices = indices_for_consistency_proof(first, second - first);
    let hashes = nodes(tiles, indices, second).await?;
    Ok(ConsistencyProof {
        first,
        second,
        hashes,
    })
}

/// The heads of nodes, numbered as an array-based tree numbers them (RFC 9420 appendix C): a node's trailing ones say how high
/// it stands, and on the right edge it covers what leaves there are.
async fn nodes(
    tiles: &mut TileReader<'_>,
    indices: Vec<u64>,
    size: u64,
) -> sqlx::Result<Vec<HexHash>> {
    let mut hashes = Vec::with_capacity(indices.len());
    for index in indices {
        let height = index.trailing_ones();
        let begin = (index >> (height + 1)) << height;
        let end = (begin + (1 << height)).min(size);
        hashes.push(HexHash(tiles.subtree(begin, end).await?));
    }
    Ok(hashes)
}

impl InclusionProof {
    /// Whether it leads from an entry's stored bytes to the head of the tree.
    ///
    /// # Errors
    /// [`ProofError::Inclusion`] when it does not.
    pub fn check(&self, body: &[u8], root: &[u8; 32]) -> Result<(), ProofError> {
        let digests: Vec<Output<Sha256>> = outputs(&self.hashes);
        let path = InclusionPath::<Sha256>::from_digests(&digests);
        head(root, self.size)
            .verify_inclusion(&body, self.leaf_index, &path)
            .map_err(|_| ProofError::Inclusion)
    }
}

impl ConsistencyProof {
    /// Whether it leads from the head of the older tree to that of the younger.
    ///
    /// # Errors
    /// [`ProofError::Consistency`] when it does not.
    pub fn check(&self, older: &[u8; 32], younger: &[u8; 32]) -> Result<(), ProofError> {
        let digests: Vec<Output<Sha256>> = outputs(&self.hashes);
        let path = ConsistencyPath::<Sha256>::from_digests(&digests);
        head(younger, self.second)
            .verify_consistency(&head(older, self.first), &path)
            .map_err(|_| ProofError::Consistency)
    }
}

fn head(root: &Hash, size: u64) -> RootHash<Sha256> {
    RootHash::new((*root).into(), size)
}

fn outputs(hashes: &[HexHash]) -> Vec<Output<Sha256>> {
    hashes.iter().map(|hash| hash.0.into()).collect()
}
