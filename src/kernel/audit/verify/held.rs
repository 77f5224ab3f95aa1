//! The checkpoints that the tree is held against as it grows, and what those that held vouch for.

use std::{cmp::Reverse, collections::BTreeSet};

use super::{Failure, Outside};
use crate::{
    base::clock::Timestamp,
    kernel::{
        audit::{checkpoint::Checkpoint, hash::Hash, note::VerifierKey, store},
        db::Pool,
    },
};

/// The store's own and those from elsewhere.
pub(super) struct HeldCheckpoints {
    /// Those that are still to come, the smallest last, and of one size those from elsewhere; of the store's own, when its row says
    /// that it was made.
    ahead: Vec<(Checkpoint, Option<Timestamp>)>,
    keys: Vec<VerifierKey>,
    /// Sizes of all of the store's own.
    stored: BTreeSet<i64>,
    held: Option<i64>,
    held_outside: Option<i64>,
    /// Sizes of those that held and say when they were signed, with that.
    dated: Vec<(i64, Timestamp)>,
}

impl HeldCheckpoints {
    pub(super) async fn of(pool: &Pool, outside: &Outside) -> sqlx::Result<Self> {
        let keys = match &outside.keys {
            Some(keys) => keys.clone(),
            None => store::checkpoint_keys(pool).await?,
        };
        let mut ahead = elsewhere(outside, &keys);
        let mut stored = BTreeSet::new();
        for (size, at, note) in store::checkpoints(pool).await? {
            let own: Option<Checkpoint> = note.parse().ok();
            // Whatever stands there and is no checkpoint of its size is not signed either.
            let own = own.filter(|own| own.size() == size);
            ahead.push((own.unwrap_or_else(|| Checkpoint::unsigned(size)), Some(at)));
            stored.insert(size);
        }
        ahead.retain(|(checkpoint, _)| checkpoint.size() > 0);
        ahead.sort_by_key(|(checkpoint, outside)| (Reverse(checkpoint.size()), outside.is_none()));
        Ok(Self {
            ahead,
            keys,
            stored,
            held: None,
            held_outside: None,
            dated: Vec::new(),
        })
    }

    /// Entries under the next one; `None` when all were held.
    pub(super) fn next_size(&self) -> Option<i64> {
        self.ahead.last().map(|(next, _)| next.size())
    }

    /// Whether the store has one of so many entries; one that was made while we read counts.
    pub(super) async fn has(&self, pool: &Pool, size: i64) -> sqlx::Result<bool> {
        Ok(self.stored.contains(&size) || store::has_checkpoint(pool, size).await?)
    }

    /// Entries under the last that held.
    pub(super) fn held(&self) -> Option<i64> {
        self.held
    }

    /// The same for those from elsewhere alone.
    pub(super) fn held_outside(&self) -> Option<i64> {
        self.held_outside
    }

    /// When entry `sequence` was under a checkpoint that held for the first time; `None` when none that says when is over it.
    pub(super) fn signed_over(&self, sequence: i64) -> Option<Timestamp> {
        let over = self.dated.iter().filter(|(size, _)| *size >= sequence);
        over.map(|(_, at)| *at).min()
    }

    /// Holds the tree of `size` entries against each of that size.
    pub(super) fn hold(&mut self, size: i64, root: &Hash) -> Result<(), Failure> {
        while let Some((checkpoint, stored)) = self.ahead.pop_if(|(next, _)| next.size() == size) {
            if !self.keys.iter().any(|key| checkpoint.check(key).is_ok()) {
                return Err(Failure::Signature);
            }
            if checkpoint.root() != root {
                let after = self.held.unwrap_or(0);
                return Err(Failure::Checkpoint { after });
            }
            let times = self.keys.iter().filter_map(|key| checkpoint.signed_at(key));
            let times: Vec<Timestamp> = times.collect();
            match stored {
                // A row that says another time than was signed, or a signature with the time that is gone, was changed.
                Some(at) if !times.iter().any(|signed| is_same_second(*signed, at)) => {
                    return Err(Failure::Signature);
                }
                Some(_) => {}
                None => self.held_outside = Some(size),
            }
            self.held = Some(size);
            self.dated
                .extend(times.into_iter().min().map(|at| (size, at)));
        }
        Ok(())
    }
}

/// Signatures are dated to the second.
fn is_same_second(one: Timestamp, other: Timestamp) -> bool {
    let second = |time: Timestamp| time.micros().div_euclid(1_000_000);
    second(one) == second(other)
}

/// Those that must hold, and those that were found and are signed by one of these keys.
fn elsewhere(outside: &Outside, keys: &[VerifierKey]) -> Vec<(Checkpoint, Option<Timestamp>)> {
    let signed = |checkpoint: &&Checkpoint| keys.iter().any(|key| checkpoint.check(key).is_ok());
    let found = outside.found.iter().filter(signed);
    let all = outside.checkpoints.iter().chain(found);
    all.map(|checkpoint| (checkpoint.clone(), None)).collect()
}
