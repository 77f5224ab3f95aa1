//! Leaf hashes as RFC 6962 section 2.1 defines them, the chain over them, and the digest of a set of subjects.

use sha2::{Digest, Sha256};

use crate::base::ids::SubjectId;

/// A SHA-256 value.
pub(super) type Hash = [u8; 32];

/// What the first entry is chained to.
pub(super) const GENESIS: Hash = [0; 32];

/// `SHA-256(0x00 ‖ body)`: the leaf hash of RFC 6962 section 2.1.
pub(super) fn leaf(body: &[u8]) -> Hash {
    Sha256::new()
        .chain_update([0x00])
        .chain_update(body)
        .finalize()
        .into()
}

/// `SHA-256(0x01 ‖ previous ‖ leaf)`: each entry's link holds everything before it.
pub(super) fn chain(previous: &Hash, leaf: &Hash) -> Hash {
    Sha256::new()
        .chain_update([0x01])
        .chain_update(previous)
        .chain_update(leaf)
        .finalize()
        .into()
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
