//! What the last verification by Hufu itself found.

use super::{AuditReader, store};
use crate::base::clock::Timestamp;

/// A verification that was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct VerifiedLog {
    /// When.
    pub at: Timestamp,
    /// How many entries held.
    pub size: i64,
    /// Entries under the largest checkpoint that the log was held against.
    pub checkpoint: Option<i64>,
    /// The first entry that did not hold; none when all did.
    pub broken_at: Option<i64>,
}

impl AuditReader {
    /// The last verification up to now; none before the first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn newest_verification(&self, now: Timestamp) -> sqlx::Result<Option<VerifiedLog>> {
        store::newest_verification(&self.pool, now).await
    }
}
