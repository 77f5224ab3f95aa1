//! The checkpoints that the tree is held against as it grows, and what those that held vouch for.

use std::{cmp::Reverse, collections::BTreeSet};

use hufu_proof::{Checkpoint, VerifierKey, hash::Hash};

use super::{Failure, Outside};
use crate::{
    base::clock::Timestamp,
    kernel::{
        audit::{signed_at, store},
        db::Pool,
    },
};

/// A checkpoint that is still to come.
struct Ahead {
    size: i64,
    /// None where the store has something of this size that is no checkpoint.
    checkpoint: Option<Checkpoint>,
    /// When it was made, as the store's row says of one of its own; none for one from elsewhere.
    stored: Option<Timestamp>,
}

/// The store's own and those from elsewhere.
pub(super) struct HeldCheckpoints {
    /// The smallest last, and of one size those from elsewhere.
    ahead: Vec<Ahead>,
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
            ahead.push(Ahead {
                size,
                checkpoint: own.filter(|own| own.size() == size),
                stored: Some(at),
            });
            stored.insert(size);
        }
        ahead.retain(|next| next.size > 0);
        ahead.sort_by_key(|next| (Reverse(next.size), next.stored.is_none()));
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
        self.ahead.last().map(|next| next.size)
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
        while let Some(next) = self.ahead.pop_if(|next| next.size == size) {
            // Whatever stands there and is no checkpoint of its size is not signed either.
            let signed = next.checkpoint.filter(|checkpoint| self.signed(checkpoint));
            let checkpoint = signed.ok_or(Failure::Signature)?;
            if checkpoint.root() != root {
                let after = self.held.unwrap_or(0);
                return Err(Failure::Checkpoint { after });
            }
            let times = self
                .keys
                .iter()
                .filter_map(|key| signed_at(&checkpoint, key));
            let times: Vec<Timestamp> = times.collect();
            match next.stored {
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

    fn signed(&self, checkpoint: &Checkpoint) -> bool {
        self.keys.iter().any(|key| checkpoint.check(key).is_ok())
    }
}

/// Signatures are dated to the second.
fn is_same_second(one: Timestamp, other: Timestamp) -> bool {
    let second = |time: Timestamp| time.micros().div_euclid(1_000_000);
    second(one) == second(other)
}

/// Those that must hold, and those that were found and are signed by one of these keys.
fn elsewhere(outside: &Outside, keys: &[VerifierKey]) -> Vec<Ahead> {
    let signed = |checkpoint: &&Checkpoint| keys.iter().any(|key| checkpoint.check(key).is_ok());
    let found = outside.found.iter().filter(signed);
    let all = outside.checkpoints.iter().chain(found);
    let ahead = all.map(|checkpoint| Ahead {
        size: checkpoint.size(),
        checkpoint: Some(checkpoint.clone()),
        stored: None,
    });
    ahead.collect()
}
