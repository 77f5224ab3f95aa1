//! Who publishes checkpoints outside the store: the kernel's side of it.

use std::{future::Future, path::Path, pin::Pin};

use hufu_proof::Checkpoint;

use crate::kernel::audit::{AuditReader, ProofError};

/// What [`CheckpointPublisher::keep`] gives: lines of other signatures, or nothing.
pub type Publishing<'a> = Pin<Box<dyn Future<Output = Result<String, PublisherError>> + Send + 'a>>;

/// Takes checkpoints to where whoever keeps the log cannot change them.
pub trait CheckpointPublisher: Send + Sync {
    /// What it is, as one of our own words: `directory`, `hook`, `witness`.
    fn kind(&self) -> &'static str;

    /// Which one it is. What was delivered is remembered under it.
    fn name(&self) -> &str;

    /// Hands a checkpoint over. The same one may come twice.
    ///
    /// # Errors
    /// [`PublisherError`] when it did not arrive; it is tried again.
    fn keep<'a>(&'a self, publication: Publication<'a>) -> Publishing<'a>;

    /// The folder where what it keeps can be read again, if there is one.
    fn folder(&self) -> Option<&Path> {
        None
    }
}

/// A checkpoint on its way out, with the tree that it is of.
pub struct Publication<'a> {
    pub checkpoint: &'a Checkpoint,
    /// How many entries the last one that this publisher took is of; 0 for none.
    pub before: i64,
    /// Hashes and proofs come from here.
    pub log: &'a AuditReader,
}

/// A checkpoint did not arrive.
#[derive(Debug, thiserror::Error)]
pub enum PublisherError {
    /// The folder cannot be written.
    #[error("the folder of checkpoints cannot be written: {0}")]
    Folder(#[from] std::io::Error),
    /// The other side is away or does not take it; the text says which and what to do.
    #[error("{0}")]
    Refused(String),
    /// The tree cannot be read or proved.
    #[error(transparent)]
    Proof(#[from] ProofError),
}

impl From<sqlx::Error> for PublisherError {
    fn from(error: sqlx::Error) -> Self {
        Self::Proof(error.into())
    }
}
