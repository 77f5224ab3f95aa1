//! Hashes as RFC 6962 section 2.1 defines them, and the digest of a set of subjects.

use sha2::{Digest, Sha256};

use crate::base::ids::SubjectId;

/// A SHA-256 value.
pub(in crate::kernel) type Hash = [u8; 32];

/// `SHA-256(0x00 ‖ body)`: the hash of a leaf.
pub(super) fn leaf(body: &[u8]) -> Hash {
    Sha256::new()
        .chain_update([0x00])
        .chain_update(body)
        .finalize()
        .into()
}

/// `SHA-256(0x01 ‖ left ‖ right)`: the head of two subtrees side by side.
pub(super) fn node(left: &Hash, right: &Hash) -> Hash {
    Sha256::new()
        .chain_update([0x01])
        .chain_update(left)
        .chain_update(right)
        .finalize()
        .into()
}

/// `SHA-256()`: the head of a tree without leaves.
pub(super) fn empty() -> Hash {
    Sha256::digest([]).into()
}

/// SHA-256 over the sorted ids, 16 bytes each; `None` for no subject.
pub(super) fn subjects(sorted: &[SubjectId]) -> Option<Hash> {
    if sorted.is_empty() {
        return None;
    }
    let mut digest = Sha256::new();
    for subject in sorted {
        digest.update(subject.uuid().as_bytes());
    }
    Some(digest.finalize().into())
}
