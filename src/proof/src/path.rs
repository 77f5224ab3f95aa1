//! Proofs that an entry is in the tree and that one tree is the beginning of another, as RFC 6962 section 2.1 defines them.
//! Which nodes a proof needs, and whether one holds, is what the `ct-merkle` crate says; which leaves are under them is ours.

use std::ops::Range;

use ct_merkle::{
    ConsistencyProof as ConsistencyPath, InclusionProof as InclusionPath, RootHash,
    indices_for_consistency_proof, indices_for_inclusion_proof,
};
use serde::{Deserialize, Serialize};
use sha2::{Sha256, digest::Output};

use crate::hash::{Hash, HexHash};

/// Entries in the largest tree that there can be: their numbers are 64-bit and signed.
const LARGEST: u64 = i64::MAX as u64;

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

/// A path that does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    /// It does not lead to the tree's head.
    #[error("the proof does not lead from the entry to the head of the tree")]
    Inclusion,
    /// The older tree is not the beginning of the younger.
    #[error("the younger tree does not begin with the older")]
    Consistency,
}

/// Nothing can be proved of what is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the tree has {size} entries; there is no entry or tree of {asked} in it")]
pub struct OutOfRange {
    /// What was asked for.
    pub asked: u64,
    /// Entries in the tree.
    pub size: u64,
}

/// The leaves under nodes, numbered as an array-based tree numbers them (RFC 9420 appendix C): a node's trailing ones say how high
/// it stands, and on the right edge it covers what leaves there are.
fn covered(nodes: Vec<u64>, size: u64) -> Vec<Range<u64>> {
    let leaves = nodes.into_iter().map(|node| {
        let height = node.trailing_ones();
        let begin = (node >> (height + 1)) << height;
        begin..(begin + (1 << height)).min(size)
    });
    leaves.collect()
}

impl InclusionProof {
    /// Which leaves are under each hash of the path from leaf `leaf_index` in the tree of `size` leaves.
    ///
    /// # Errors
    /// [`OutOfRange`] when there is no such leaf.
    pub fn subtrees(leaf_index: u64, size: u64) -> Result<Vec<Range<u64>>, OutOfRange> {
        if leaf_index >= size {
            let asked = leaf_index.saturating_add(1);
            return Err(OutOfRange { asked, size });
        }
        Ok(covered(indices_for_inclusion_proof(size, leaf_index), size))
    }

    /// Whether it leads from an entry's stored bytes to the head of the tree.
    ///
    /// # Errors
    /// [`PathError::Inclusion`] when it does not.
    pub fn check(&self, body: &[u8], root: &Hash) -> Result<(), PathError> {
        if self.leaf_index >= self.size || self.size > LARGEST {
            return Err(PathError::Inclusion);
        }
        let digests: Vec<Output<Sha256>> = outputs(&self.hashes);
        let path = InclusionPath::<Sha256>::from_digests(&digests);
        head(root, self.size)
            .verify_inclusion(&body, self.leaf_index, &path)
            .map_err(|_| PathError::Inclusion)
    }
}

impl ConsistencyProof {
    /// Which leaves are under each hash of the path from the tree of `first` leaves to that of `second`.
    ///
    /// # Errors
    /// [`OutOfRange`] when the first is empty or the larger.
    pub fn subtrees(first: u64, second: u64) -> Result<Vec<Range<u64>>, OutOfRange> {
        if first == 0 || first > second {
            let (asked, size) = (first, second);
            return Err(OutOfRange { asked, size });
        }
        let nodes = indices_for_consistency_proof(first, second - first);
        Ok(covered(nodes, second))
    }

    /// Whether it leads from the head of the older tree to that of the younger.
    ///
    /// # Errors
    /// [`PathError::Consistency`] when it does not.
    pub fn check(&self, older: &Hash, younger: &Hash) -> Result<(), PathError> {
        if self.first > self.second || self.second > LARGEST {
            return Err(PathError::Consistency);
        }
        let digests: Vec<Output<Sha256>> = outputs(&self.hashes);
        let path = ConsistencyPath::<Sha256>::from_digests(&digests);
        head(younger, self.second)
            .verify_consistency(&head(older, self.first), &path)
            .map_err(|_| PathError::Consistency)
    }
}

fn head(root: &Hash, size: u64) -> RootHash<Sha256> {
    RootHash::new((*root).into(), size)
}

fn outputs(hashes: &[HexHash]) -> Vec<Output<Sha256>> {
    hashes.iter().map(|hash| hash.0.into()).collect()
}
