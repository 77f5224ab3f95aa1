//! A selection of the log as a whole: how large it is, and a stream over it from the oldest entry to the newest.
//!
//! Entries are only ever added at the end, so a selection up to a number stays what it is; only pruning takes from it.

use hufu_proof::PrunedRun;
use sqlx::QueryBuilder;

use super::{
    AuditReader, EntryFilter, FoundEntry,
    reader::{between, found, narrow},
    store::{self, StoredRow},
};
use crate::{base::clock::Timestamp, kernel::db::Engine, with_pool};

/// How many entries a selection has, and between which numbers they lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Run {
    pub count: i64,
    /// The number of the first that does; 0 if none does.
    pub first: i64,
    /// The number of the last.
    pub last: i64,
}

const PIECE: i64 = 1_000;

/// The entries of a selection, oldest first, a piece at a time. A piece costs what is in it, wherever the stream is: the store
/// is asked for one stretch of numbers after another, longer where few match.
pub struct EntryStream<'a> {
    reader: &'a AuditReader,
    filter: &'a EntryFilter,
    after: i64,
    last: i64,
    stretch: i64,
}

impl AuditReader {
    /// How many of the entries up to `through` match and where they are; counting stops at `limit`.
    pub async fn run(&self, filter: &EntryFilter, through: i64, limit: i64) -> sqlx::Result<Run> {
        with_pool!(&self.pool, |db| {
            let mut query = QueryBuilder::new(
                "SELECT COUNT(*) AS count, COALESCE(MIN(sequence), 0) AS first, COALESCE(MAX(sequence), 0) AS last \
                 FROM (SELECT sequence FROM entries WHERE sequence <= ",
            );
            query.push_bind(through);
            narrow!(query, filter);
            query.push(" LIMIT ").push_bind(limit).push(") AS matching");
            query.build_query_as().fetch_one(db).await
        })
    }

    /// How many people the matching entries up to `through` are about. A key or a file of ours that an entry names as its own
    /// subject is nobody.
    pub async fn people(&self, filter: &EntryFilter, through: i64) -> sqlx::Result<i64> {
        let own = match self.pool.engine() {
            Engine::Sqlite => "LOWER(HEX(named.subject_id)) = REPLACE(own.resource_id, '-', '')",
            Engine::Postgres => "CAST(named.subject_id AS TEXT) = own.resource_id",
        };
        with_pool!(&self.pool, |db| {
            let mut query = QueryBuilder::new(
                "SELECT COUNT(DISTINCT named.subject_id) FROM entry_subjects named \
                 WHERE NOT EXISTS (SELECT 1 FROM entries own WHERE own.sequence = named.sequence \
                 AND own.resource_kind NOT IN ('traveller', 'staff') AND ",
            );
            query
                .push(own)
                .push(") AND named.sequence IN (SELECT sequence FROM entries WHERE sequence <= ")
                .push_bind(through);
            narrow!(query, filter);
            query.push(")");
            query.build_query_scalar().fetch_one(db).await
        })
    }

    /// Entries from `from` to before `until`, of those up to `through`, whose bodies were removed: as far as prunings tell
    /// them apart, for what was removed has no time any more.
    pub async fn pruned(
        &self,
        from: Option<Timestamp>,
        until: Option<Timestamp>,
        through: i64,
    ) -> sqlx::Result<PrunedRun> {
        let from = from.unwrap_or(Timestamp::from_micros(i64::MIN));
        let until = until.unwrap_or(Timestamp::from_micros(i64::MAX));
        let (older, last) = store::pruned_between(&self.pool, from, until).await?;
        // The newest pruning may be under way.
        let gone = store::pruned_through(&self.pool).await?.min(through);
        let first = older.unwrap_or(0) + 1;
        let last = last.map_or(gone, |last| last.min(gone));
        Ok(PrunedRun {
            count: (last - first + 1).max(0),
            first,
            last,
        })
    }

    /// Walks over the matching entries of a [`run`](Self::run).
    pub fn stream<'a>(&'a self, filter: &'a EntryFilter, run: Run) -> EntryStream<'a> {
        EntryStream {
            reader: self,
            filter,
            after: run.first - 1,
            last: run.last,
            stretch: PIECE,
        }
    }
}

impl EntryStream<'_> {
    /// The next piece; an empty one is the end.
    pub async fn next(&mut self) -> sqlx::Result<Vec<FoundEntry>> {
        while self.after < self.last {
            let through = self.last.min(self.after.saturating_add(self.stretch));
            let rows = self.rows(through).await?;
            let found_all = (rows.len() as i64) < PIECE;
            self.after = match rows.last() {
                Some(row) if !found_all => row.sequence,
                _ => through,
            };
            if !found_all {
                self.stretch = (self.stretch / 2).max(PIECE);
            } else if (rows.len() as i64) < PIECE / 2 {
                self.stretch = self.stretch.saturating_mul(2);
            }
            if !rows.is_empty() {
                return Ok(rows.into_iter().map(found).collect());
            }
        }
        Ok(Vec::new())
    }

    async fn rows(&self, through: i64) -> sqlx::Result<Vec<StoredRow>> {
        let (filter, bounds) = (self.filter, (self.after, through));
        with_pool!(&self.reader.pool, |db| {
            let mut query =
                QueryBuilder::new("SELECT sequence, body, leaf, root FROM entries WHERE 1 = 1");
            narrow!(query, filter, Some(bounds));
            query.push(" ORDER BY sequence LIMIT ").push_bind(PIECE);
            query.build_query_as().fetch_all(db).await
        })
    }
}
