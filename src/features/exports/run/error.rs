//! Why a file was not finished.

use super::source::WriteError;
use crate::kernel::{failure::Failure, vault::VaultError};

/// Why a file was not finished.
#[derive(Debug, thiserror::Error)]
pub(in crate::features::exports) enum RunError {
    /// It was withdrawn, or somebody else took it over.
    #[error("the export is not this worker's any more")]
    Lost,
    /// Other rows than those that were approved.
    #[error("the data changed since the approval")]
    Changed,
    /// The disk refused, or a sealed value did not open.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The log, a store or the key service refused.
    #[error(transparent)]
    Failure(#[from] Failure),
}

impl From<sqlx::Error> for RunError {
    fn from(error: sqlx::Error) -> Self {
        Self::Failure(error.into())
    }
}

impl From<VaultError> for RunError {
    fn from(error: VaultError) -> Self {
        Self::Failure(error.into())
    }
}
