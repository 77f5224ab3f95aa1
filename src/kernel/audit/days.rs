//! How much was recorded from day to day, without reading a day's entries.

use super::{AuditReader, Outcome, store};
use crate::base::clock::Timestamp;

/// What was recorded between two moments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recorded {
    pub entries: i64,
    pub denied: i64,
    pub failed: i64,
}

impl AuditReader {
    /// What was recorded between each of these moments and the next, which must be in order.
    ///
    /// Entries are numbered without gaps, so a day's are the difference of two numbers, found by index however long the log is.
    /// Where instances' clocks differ, an entry within that difference of a boundary may count for the other side.
    pub async fn recorded_between(&self, moments: &[Timestamp]) -> sqlx::Result<Vec<Recorded>> {
        let mut first = Vec::with_capacity(moments.len());
        for moment in moments {
            first.push(store::first_since(&self.pool, *moment).await?);
        }
        let mut days = Vec::with_capacity(first.len());
        for pair in first.windows(2) {
            let (begin, end) = (pair[0], pair[1]);
            let entries = (end - begin).max(0);
            let count = async |outcome: Outcome| match entries {
                0 => Ok(0),
                _ => store::count_outcome(&self.pool, outcome.as_str(), begin, end).await,
            };
            days.push(Recorded {
                entries,
                denied: count(Outcome::Denied).await?,
                failed: count(Outcome::Failed).await?,
            });
        }
        Ok(days)
    }
}
