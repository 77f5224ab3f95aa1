//! The digest of a set of subjects.

use hufu_proof::hash::Hash;
use sha2::{Digest, Sha256};

use crate::base::ids::SubjectId;

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
