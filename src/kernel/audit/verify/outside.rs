//! What is kept elsewhere, and not by whoever keeps the log: the only evidence against somebody who can rewrite all of the store.

use std::io;

use hufu_proof::{Checkpoint, PublishedLeaves, VerifierKey, hash::Hash};

/// Evidence from outside the store. Empty, the store is held against itself alone.
#[derive(Debug, Default)]
pub struct Outside {
    /// Keys that checkpoints must be signed with. Where none is known, those that the store names are believed.
    pub keys: Option<Vec<VerifierKey>>,
    /// Checkpoints that must be signed by one of them and hold.
    pub checkpoints: Vec<Checkpoint>,
    /// Checkpoints that must hold if one of them signed them: whatever somebody laid into a folder is no evidence.
    pub found: Vec<Checkpoint>,
    /// Leaf hashes that were published beside them, by folder.
    pub leaves: Vec<PublishedLeaves>,
}

impl Outside {
    /// Adds what was published in a folder: its newest checkpoint, the others in it, and the leaf hashes.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn add(&mut self, published: PublishedLeaves) -> io::Result<()> {
        self.checkpoints.push(published.checkpoint().clone());
        self.found.extend(published.older_checkpoints()?);
        self.leaves.push(published);
        Ok(())
    }

    /// Whether some folder has another hash of leaf `index` than this one.
    pub(super) fn contradicts(&self, index: u64, leaf: &Hash) -> io::Result<bool> {
        for published in &self.leaves {
            if published.leaf(index)?.is_some_and(|known| known != *leaf) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether some folder has leaf `index`.
    pub(super) fn has(&self, index: u64) -> io::Result<bool> {
        for published in &self.leaves {
            if published.leaf(index)?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
