//! Proofs of Hufu's audit log, checked with its verification key and nothing else: no store, no server, no network, no clock.
//!
//! Whoever does not trust those who keep the log builds this crate, reads it in an afternoon, and holds against each other what
//! they were given and what they kept. Hufu itself makes and verifies its log with the same code. The program is `hufu-check`.
//!
//! Owns: what is hashed, signed and written, and whether it holds. Must not: open a store, sign (a private key never comes
//! here), or know what an entry says: a leaf is bytes.
//!
//! ```text
//! cargo install --path src/proof
//! hufu-check entry-17.json --key 'log.example/audit+0a1b2c3d+AY...'
//! ```
//!
//! Exit code 0: it holds. 1: it does not. 2: nothing could be checked, as when a file is not there. The keys must come from
//! elsewhere than the proof, and a checkpoint that was kept (`--checkpoint`) shows a log that was made anew.
//!
//! # The formats
//!
//! Entry `n` of the log is leaf `n - 1` of a Merkle tree; the leaf's data are the bytes of the entry as they are stored.
//!
//! | what | as defined by | where |
//! |---|---|---|
//! | hashes of leaves and nodes, the tree's head | RFC 6962 section 2.1, SHA-256 | [`hash`], [`Frontier`] |
//! | that an entry is in a tree | RFC 6962 section 2.1.1 | [`InclusionProof`] |
//! | that a tree begins with a smaller one | RFC 6962 section 2.1.2 | [`ConsistencyProof`] |
//! | keys and signatures, Ed25519 (RFC 8032) | [C2SP signed-note](https://c2sp.org/signed-note) | [`VerifierKey`], [`SignedNote`] |
//! | when it was signed, and witnesses | [C2SP tlog-cosignature](https://c2sp.org/tlog-cosignature) | [`SignedNote::signed_at`] |
//! | a signed head of the tree | [C2SP tlog-checkpoint](https://c2sp.org/tlog-checkpoint) | [`Checkpoint`] |
//! | a folder of published hashes | [C2SP tlog-tiles](https://c2sp.org/tlog-tiles) | [`PublishedLeaves`], [`tile_path`] |
//! | one entry with its proof, JSON | here | [`EntryBundle`] |
//! | two checkpoints with the path between them, JSON | here | [`ConsistencyBundle`] |
//! | many entries with their proofs, JSON Lines | here | [`SelectionHeader`], [`SelectionLine`] |

mod bundle;
mod check;
mod checkpoint;
mod ed25519;
mod frontier;
pub mod hash;
mod key;
mod note;
mod path;
mod published;
mod selection;
mod tile;

pub use bundle::{BundleError, CONSISTENCY_FORMAT, ConsistencyBundle, ENTRY_FORMAT, EntryBundle};
pub use check::{CheckError, Verdict, check};
pub use checkpoint::Checkpoint;
pub use frontier::{Frontier, Node};
pub use hash::HexHash;
pub use key::{VerifierKey, read_keys};
pub use note::{NoteError, SignedNote};
pub use path::{ConsistencyProof, InclusionProof, OutOfRange, PathError};
pub use published::PublishedLeaves;
pub use selection::{
    PrunedRun, SELECTION_FORMAT, Selected, SelectionCheck, SelectionError, SelectionHeader,
    SelectionLine,
};
pub use tile::{TILE_HEIGHT, TILE_WIDTH, tile_path};
