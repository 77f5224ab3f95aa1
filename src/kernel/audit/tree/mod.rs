//! The stored Merkle tree of the log: leaves, and heads of its full tiles (as in C2SP tlog-tiles). What is stored beside the
//! leaves is one hash for each 255 of them, and a proof in a log of a billion entries reads a few tiles.
//!
//! Owns: reading heads of subtrees, and what is made of them: the tree's frontier, and proofs.
//! Must not: read bodies, or believe anything that is stored: who verifies computes everything again. How a tree is hashed and
//! which heads a proof needs is in `hufu_proof`.

mod proof;
mod tiles;

pub use proof::ProofError;
pub(super) use tiles::{TileReader, TreeSource};
