//! What the log's errors are to who asked for an answer.

use super::{AuditUnavailable, ProofError};
use crate::kernel::failure::Failure;

impl From<AuditUnavailable> for Failure {
    fn from(_: AuditUnavailable) -> Self {
        Self::log_away()
    }
}

impl From<ProofError> for Failure {
    fn from(error: ProofError) -> Self {
        match error {
            ProofError::Database(error) => error.into(),
            ProofError::OutOfRange(_) => Self::NotFound,
        }
    }
}
