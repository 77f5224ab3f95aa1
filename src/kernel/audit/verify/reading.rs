//! The way through the log: the tree grows entry by entry and is held against everything that is known of it.

use std::cmp::Reverse;

use super::{Failure, Outside, Verification, Whole, entry, pruned, subjects::Subjects};
use crate::kernel::{
    audit::{
        checkpoint::Checkpoint,
        hash::Hash,
        note::VerifierKey,
        store,
        tree::{Frontier, Node},
    },
    db::Pool,
};

/// What a step came to.
pub(super) enum Step {
    On,
    End,
    Broken(i64, Failure),
}

/// How far the log was read, and the tree as it grew on the way.
pub(super) struct Reading<'a> {
    pool: &'a Pool,
    outside: &'a Outside,
    edge: Frontier,
    /// Tiles that the last step filled.
    filled: Vec<Node>,
    /// The end of the first tile whose head is not stored: only a log from before there was a tree may have one.
    without_tile: Option<i64>,
    /// Checkpoints to hold it against, the smallest last, and of one size those from elsewhere.
    checkpoints: Vec<(Checkpoint, bool)>,
    keys: Vec<VerifierKey>,
    /// Entries under the last checkpoint that held.
    held: Option<i64>,
    /// The same for those from elsewhere alone.
    held_outside: Option<i64>,
    /// Up to here only leaf hashes are left.
    pruned: i64,
    /// Entries under the tiles whose heads were stored when reading began.
    tiled: i128,
    /// Whether a row carried the tree's head: from then on each must.
    headed: bool,
}

impl<'a> Reading<'a> {
    pub(super) async fn begin(pool: &'a Pool, outside: &'a Outside) -> sqlx::Result<Self> {
        let elsewhere = outside.checkpoints.iter().cloned();
        let mut checkpoints: Vec<_> = elsewhere.map(|checkpoint| (checkpoint, true)).collect();
        for (size, note) in store::checkpoints(pool).await? {
            let own: Option<Checkpoint> = note.parse().ok();
            // Whatever stands there and is no checkpoint of its size is not signed either.
            let own = own.filter(|own| own.size() == size);
            let own = own.unwrap_or_else(|| Checkpoint::unsigned(size));
            checkpoints.push((own, false));
        }
        checkpoints.retain(|(checkpoint, _)| checkpoint.size() > 0);
        checkpoints.sort_by_key(|(checkpoint, outside)| (Reverse(checkpoint.size()), *outside));
        let keys = if outside.keys.is_empty() {
            store::checkpoint_keys(pool).await?
        } else {
            outside.keys.clone()
        };
        Ok(Self {
            pool,
            outside,
            edge: Frontier::empty(),
            filled: Vec::new(),
            without_tile: None,
            checkpoints,
            keys,
            held: None,
            held_outside: None,
            pruned: store::pruned_through(pool).await?,
            tiled: tiled(&store::last_nodes(pool).await?),
            headed: false,
        })
    }

    /// Whether entries were pruned since reading began, so that some may seem to be missing.
    pub(super) async fn was_overtaken(&self) -> sqlx::Result<bool> {
        Ok(store::pruned_through(self.pool).await? != self.pruned)
    }

    /// The last entry that was read.
    pub(super) fn last(&self) -> i64 {
        self.edge.size() as i64
    }

    /// Checks the next rows.
    pub(super) async fn go_on(&mut self, limit: i64) -> sqlx::Result<Step> {
        let step = if self.last() < self.pruned {
            self.read_leaves(limit).await?
        } else {
            self.read_entries(limit).await?
        };
        match (step, self.check_tiles().await?) {
            // What a tile says comes before an entry further on.
            (Step::On | Step::End, Some(sequence)) => Ok(Step::Broken(sequence, Failure::Tile)),
            (step, _) => Ok(step),
        }
    }

    async fn read_entries(&mut self, limit: i64) -> sqlx::Result<Step> {
        let first = self.last() + 1;
        let rows = store::scan(self.pool, self.last(), limit).await?;
        let Some(end) = rows.last().map(|row| row.sequence) else {
            return Ok(Step::End);
        };
        let mut subjects = Subjects::new(self.pool, first, end);
        for row in rows {
            let expected = self.last() + 1;
            if row.sequence != expected {
                return Ok(Step::Broken(expected, Failure::Missing));
            }
            let named = subjects.take(expected).await?;
            let grown = match entry::check(&row, &named) {
                Ok(leaf) => self.grow(leaf, row.root)?,
                Err(failure) => Err(failure),
            };
            if let Err(failure) = grown {
                return Ok(Step::Broken(expected, failure));
            }
        }
        Ok(Step::On)
    }

    /// The same for entries of which only the leaf hash is left.
    async fn read_leaves(&mut self, limit: i64) -> sqlx::Result<Step> {
        let until = self.pruned.min(self.last() + limit);
        for (number, leaf) in store::pruned_leaves(self.pool, self.last(), until).await? {
            let expected = self.last() + 1;
            if number != expected {
                return Ok(Step::Broken(expected, Failure::Missing));
            }
            let grown = match Hash::try_from(leaf) {
                Ok(leaf) => self.grow(leaf, None)?,
                Err(_) => Err(Failure::Body),
            };
            if let Err(failure) = grown {
                return Ok(Step::Broken(expected, failure));
            }
        }
        if self.last() < until {
            return Ok(Step::Broken(self.last() + 1, Failure::Missing));
        }
        Ok(Step::On)
    }

    /// Adds a leaf to the tree, and holds the tree against what is known of it at this size.
    fn grow(&mut self, leaf: Hash, head: Option<Vec<u8>>) -> sqlx::Result<Result<(), Failure>> {
        if let Some(published) = &self.outside.leaves {
            let known = published.leaf(self.edge.size())?;
            if known.is_some_and(|known| known != leaf) {
                return Ok(Err(Failure::Published));
            }
        }
        self.edge.push(leaf, |node| self.filled.push(node));
        let due = self.checkpoints.last().map(|(next, _)| next.size()) == Some(self.last());
        if head.is_none() && !due {
            let fits = !self.headed || self.last() <= self.pruned;
            return Ok(fits.then_some(()).ok_or(Failure::Head));
        }
        let root = self.edge.root();
        if let Some(head) = head {
            self.headed = true;
            if head != root {
                return Ok(Err(Failure::Head));
            }
        }
        Ok(self.hold_against_checkpoints(&root))
    }

    fn hold_against_checkpoints(&mut self, root: &Hash) -> Result<(), Failure> {
        let size = self.last();
        while let Some((checkpoint, outside)) =
            self.checkpoints.pop_if(|(next, _)| next.size() == size)
        {
            if !self.keys.iter().any(|key| checkpoint.check(key).is_ok()) {
                return Err(Failure::Signature);
            }
            if checkpoint.root() != root {
                let after = self.held.unwrap_or(0);
                return Err(Failure::Checkpoint { after });
            }
            self.held = Some(size);
            if outside {
                self.held_outside = Some(size);
            }
        }
        Ok(())
    }

    /// Compares the heads of the tiles that were filled with those stored; gives the end of the first that differs.
    async fn check_tiles(&mut self) -> sqlx::Result<Option<i64>> {
        for node in std::mem::take(&mut self.filled) {
            let end = (node.position as i64 + 1) << (8 * node.level);
            match store::node(self.pool, node.level, node.position).await? {
                Some(stored) if stored == node.hash => {}
                Some(_) => return Ok(Some(end)),
                None => self.without_tile = self.without_tile.or(Some(end)),
            }
        }
        Ok(None)
    }

    /// What can be said only at the end.
    pub(super) async fn end(self) -> sqlx::Result<Verification> {
        let broken = |sequence, failure| Ok(Verification::Broken { sequence, failure });
        let entries = self.last();
        if let Some(sequence) = self.without_tile.filter(|_| self.headed) {
            return broken(sequence, Failure::Tile);
        }
        // A tile, a checkpoint or a published leaf of entries that are not there any more: the log was cut.
        let published = match &self.outside.leaves {
            Some(published) => published.leaf(self.edge.size())?.is_some(),
            None => false,
        };
        let tiled = self.tiled > i128::from(entries);
        if tiled || published || !self.checkpoints.is_empty() {
            return broken(entries + 1, Failure::Missing);
        }
        if let Some(sequence) = store::first_orphan(self.pool).await? {
            return broken(sequence, Failure::Subjects);
        }
        if let Some(sequence) = pruned::first_unknown(self.pool, self.pruned).await? {
            return broken(sequence, Failure::Pruned);
        }
        // What is pruned is gone: a body that stands there again was never read, and nothing holds it.
        if let Some(sequence) = store::first_before(self.pool, self.pruned + 1).await? {
            return broken(sequence, Failure::Inserted);
        }
        Ok(Verification::Whole(Whole {
            entries,
            pruned: self.pruned,
            root: hex::encode(self.edge.root()),
            checkpoint: self.held,
            outside: self.held_outside,
        }))
    }
}

/// Entries under the last tile of any level; the store may say what it likes.
fn tiled(last_nodes: &[(i64, i64)]) -> i128 {
    let ends = last_nodes.iter().map(|(level, position)| {
        let height = u32::try_from(*level).map_or(u32::MAX, |level| level.saturating_mul(8));
        let entries = 1_i128.checked_shl(height).unwrap_or(i128::MAX);
        entries.saturating_mul(i128::from(*position) + 1)
    });
    ends.max().unwrap_or(0)
}
