//! The way through the log: the tree grows entry by entry and is held against everything that is known of it.

use hufu_proof::{Frontier, Node, hash::Hash};

use super::{
    Failure, Outside, Verification, Whole, entry, held::HeldCheckpoints, pruned, subjects::Subjects,
};
use crate::kernel::{audit::store, db::Pool};

/// What a step came to.
pub(super) enum Step {
    On,
    End,
    OpenFailures(i64, Failure),
}

/// How far the log was read, and the tree as it grew on the way.
pub(super) struct Reading<'a> {
    pool: &'a Pool,
    outside: &'a Outside,
    frontier: Frontier,
    /// Tiles that the last step filled.
    filled: Vec<Node>,
    /// The end of the first tile whose head is not stored: only a log from before there was a tree may have one.
    without_tile: Option<i64>,
    checkpoints: HeldCheckpoints,
    /// Up to here only leaf hashes are left.
    pruned: i64,
    /// Entries under the tiles whose heads were stored when reading began.
    tiled: i128,
    /// Whether a row carried the tree's head: from then on each must.
    headed: bool,
}

impl<'a> Reading<'a> {
    pub(super) async fn begin(pool: &'a Pool, outside: &'a Outside) -> sqlx::Result<Self> {
        Ok(Self {
            pool,
            outside,
            frontier: Frontier::empty(),
            filled: Vec::new(),
            without_tile: None,
            checkpoints: HeldCheckpoints::of(pool, outside).await?,
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
        self.frontier.size() as i64
    }

    pub(super) async fn go_on(&mut self, limit: i64) -> sqlx::Result<Step> {
        let step = if self.last() < self.pruned {
            self.read_leaves(limit).await?
        } else {
            self.read_entries(limit).await?
        };
        match (step, self.check_tiles().await?) {
            // What a tile says comes before an entry further on.
            (Step::On | Step::End, Some(sequence)) => {
                Ok(Step::OpenFailures(sequence, Failure::Tile))
            }
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
                return Ok(Step::OpenFailures(expected, Failure::Missing));
            }
            let named = subjects.take(expected).await?;
            let held = entry::check(&row, &named);
            let grown = match &held {
                Ok(held) => self.grow(held.leaf, row.root)?,
                Err(failure) => Err(*failure),
            };
            if let Err(failure) = grown {
                return Ok(Step::OpenFailures(expected, failure));
            }
            let before = held.ok().and_then(|held| held.checkpoint_before);
            if let Some(size) = before
                && !self.checkpoints.has(self.pool, size).await?
            {
                return Ok(Step::OpenFailures(size, Failure::Gone));
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
                return Ok(Step::OpenFailures(expected, Failure::Missing));
            }
            let grown = match Hash::try_from(leaf) {
                Ok(leaf) => self.grow(leaf, None)?,
                Err(_) => Err(Failure::Body),
            };
            if let Err(failure) = grown {
                return Ok(Step::OpenFailures(expected, failure));
            }
        }
        if self.last() < until {
            return Ok(Step::OpenFailures(self.last() + 1, Failure::Missing));
        }
        Ok(Step::On)
    }

    /// Adds a leaf to the tree, and holds the tree against what is known of it at this size.
    fn grow(&mut self, leaf: Hash, head: Option<Vec<u8>>) -> sqlx::Result<Result<(), Failure>> {
        if self.outside.contradicts(self.frontier.size(), &leaf)? {
            return Ok(Err(Failure::Published));
        }
        self.frontier.push(leaf, |node| self.filled.push(node));
        let due = self.checkpoints.next_size() == Some(self.last());
        if head.is_none() && !due {
            let fits = !self.headed || self.last() <= self.pruned;
            return Ok(fits.then_some(()).ok_or(Failure::Head));
        }
        let root = self.frontier.root();
        if let Some(head) = head {
            self.headed = true;
            if head != root {
                return Ok(Err(Failure::Head));
            }
        }
        Ok(self.checkpoints.hold(self.last(), &root))
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
        let broken = |sequence, failure| Ok(Verification::OpenFailures { sequence, failure });
        let entries = self.last();
        if let Some(sequence) = self.without_tile.filter(|_| self.headed) {
            return broken(sequence, Failure::Tile);
        }
        // A tile, a checkpoint or a published leaf of entries that are not there any more: the log was cut.
        let published = self.outside.has(self.frontier.size())?;
        let tiled = self.tiled > i128::from(entries);
        if tiled || published || self.checkpoints.next_size().is_some() {
            return broken(entries + 1, Failure::Missing);
        }
        if let Some(sequence) = store::first_orphan(self.pool).await? {
            return broken(sequence, Failure::Subjects);
        }
        if let Some(sequence) =
            pruned::first_unknown(self.pool, self.pruned, &self.checkpoints).await?
        {
            return broken(sequence, Failure::Pruned);
        }
        // What is pruned is gone: a body that stands there again was never read, and nothing holds it.
        if let Some(sequence) = store::first_before(self.pool, self.pruned + 1).await? {
            return broken(sequence, Failure::Inserted);
        }
        Ok(Verification::Whole(Whole {
            entries,
            pruned: self.pruned,
            root: hex::encode(self.frontier.root()),
            checkpoint: self.checkpoints.held(),
            outside: self.checkpoints.held_outside(),
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
