//! What the last verification by Hufu itself found, as the log tells.

use serde_json::Value;

use super::{AuditReader, StoredEntry, store};
use crate::base::clock::Timestamp;

/// The event that tells of a verification.
pub(in crate::kernel) const VERIFIED: &str = "audit.verified";
/// Its field: entries that held.
pub(in crate::kernel) const SIZE: &str = "size";
/// Its field: entries under the largest checkpoint that the log was held against.
pub(in crate::kernel) const CHECKPOINT: &str = "checkpoint";
/// Its field: the first entry that did not hold.
pub(in crate::kernel) const BROKEN_AT: &str = "broken_at";
/// Its field: what was wrong.
pub(in crate::kernel) const FAILURE: &str = "failure";

/// A verification that was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VerifiedLog {
    pub at: Timestamp,
    pub size: i64,
    /// Entries under the largest checkpoint that the log was held against.
    pub checkpoint: Option<i64>,
    /// The first entry that did not hold; none when all did.
    pub broken_at: Option<i64>,
    /// Whether everything held: the entries, and the database's own protection of them.
    pub holds: bool,
}

impl AuditReader {
    /// The last verification; none before the first.
    pub async fn newest_verification(&self) -> sqlx::Result<Option<VerifiedLog>> {
        let body = store::newest_body(&self.pool, VERIFIED).await?;
        let told = body.and_then(|body| serde_json::from_slice(&body).ok());
        Ok(told.map(|told: StoredEntry| verified(&told)))
    }
}

fn verified(told: &StoredEntry) -> VerifiedLog {
    let number = |name: &str| told.facts.get(name).and_then(Value::as_i64);
    VerifiedLog {
        at: told.at,
        size: number(SIZE).unwrap_or(0),
        checkpoint: number(CHECKPOINT),
        broken_at: number(BROKEN_AT),
        holds: !told.facts.contains_key(FAILURE),
    }
}
