//! The log as a Merkle tree (RFC 6962 section 2.1): entry `n` is leaf `n - 1`, the leaf's data are the entry's stored bytes.
//!
//! Owns: the growing edge of the tree, the stored heads of its full tiles, and proofs out of them. A tile is a full subtree of
//! 256 leaves, or of 256 tiles of the level below (as in C2SP tlog-tiles), so what is stored beside the leaves is one hash for
//! each 255 of them, and a proof in a log of a billion entries reads a few tiles.
//! Must not: read bodies, or believe anything that is stored: who verifies computes everything again.

mod frontier;
mod proof;
mod tiles;

pub(super) use frontier::{Frontier, Node};
pub use proof::{ConsistencyProof, HexHash, InclusionProof, ProofError};
pub(super) use proof::{consistency, inclusion};
pub(super) use tiles::{TileReader, TreeSource};

/// Bits of a tile: 256 hashes side by side.
const TILE_HEIGHT: u32 = 8;
/// Hashes in a full tile.
pub const TILE_WIDTH: u64 = 1 << TILE_HEIGHT;
