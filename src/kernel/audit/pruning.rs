//! What the log itself tells of a pruning. A row that says so is believed only with an entry behind it.

use serde_json::Value;

use super::{Outcome, entry::StoredEntry, store};
use crate::{base::clock::Timestamp, kernel::db::Pool};

/// The event that tells of a pruning.
pub(in crate::kernel) const PRUNED: &str = "audit.pruned";

/// A pruning that an entry tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::kernel) struct ToldPruning {
    /// The last entry whose body goes.
    pub through: i64,
    pub cutoff: Timestamp,
    /// The number of the entry that tells of it.
    pub entry: i64,
}

/// A pruning as it is noted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::kernel) struct NotedPruning {
    /// The last entry whose body goes.
    pub through: i64,
    /// What the log tells of it; nothing where it is none of Hufu's.
    pub told: Option<ToldPruning>,
}

/// Every pruning, the newest first.
pub(in crate::kernel) async fn prunings(pool: &Pool) -> sqlx::Result<Vec<NotedPruning>> {
    let mut prunings = Vec::new();
    for (through, entry) in store::prunings(pool).await? {
        let row = store::find(pool, entry).await?;
        let told = row.and_then(|row| serde_json::from_slice(&row.body).ok());
        let told = told.and_then(|told: StoredEntry| tells_of(&told, entry));
        let told = told.filter(|told| told.through == through);
        prunings.push(NotedPruning { through, told });
    }
    Ok(prunings)
}

fn tells_of(told: &StoredEntry, entry: i64) -> Option<ToldPruning> {
    let through = told.facts.get("through").and_then(Value::as_i64)?;
    let cutoff = told.facts.get("cutoff").and_then(Value::as_str)?;
    let cutoff = cutoff.parse().ok()?;
    let pruned = told.event == PRUNED && told.outcome == Outcome::Allowed;
    pruned.then_some(ToldPruning {
        through,
        cutoff,
        entry,
    })
}
