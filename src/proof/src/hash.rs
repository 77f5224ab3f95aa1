//! Hashes as RFC 6962 section 2.1 defines them.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A SHA-256 value.
pub type Hash = [u8; 32];

/// A SHA-256 value that is written in hexadecimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HexHash(#[serde(with = "hex::serde")] pub Hash);

/// `SHA-256(0x00 ‖ body)`: the hash of a leaf.
pub fn leaf(body: &[u8]) -> Hash {
    Sha256::new()
        .chain_update([0x00])
        .chain_update(body)
        .finalize()
        .into()
}

/// `SHA-256(0x01 ‖ left ‖ right)`: the head of two subtrees side by side.
pub fn node(left: &Hash, right: &Hash) -> Hash {
    Sha256::new()
        .chain_update([0x01])
        .chain_update(left)
        .chain_update(right)
        .finalize()
        .into()
}

/// `SHA-256()`: the head of a tree without leaves.
pub fn empty() -> Hash {
    Sha256::digest([]).into()
}
