//! What is kept elsewhere, and not by who keeps the log: the only evidence against somebody who can rewrite all of the store.

use crate::kernel::audit::{checkpoint::Checkpoint, note::VerifierKey, published::PublishedLeaves};

/// Evidence from outside the store. Empty, the store is held against itself alone.
#[derive(Debug, Default)]
pub struct Outside {
    /// Keys that checkpoints must be signed with. Without one, those that the store names are believed.
    pub keys: Vec<VerifierKey>,
    /// Checkpoints.
    pub checkpoints: Vec<Checkpoint>,
    /// Leaf hashes that were published beside them.
    pub leaves: Option<PublishedLeaves>,
}
