//! One transaction of the writer: entries, their subjects and the tree's growth, all or nothing.

use hufu_proof::{
    Frontier, Node, TILE_WIDTH,
    hash::{self, Hash},
};

use super::{
    pending::{EntryNumber, Pending},
    store::{self, NewRow},
    tree::{TileReader, TreeSource},
};
use crate::kernel::db::{Store, Transaction};

/// Why a batch could not be written.
#[derive(Debug, thiserror::Error)]
pub(super) enum WriteError {
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    #[error("an entry cannot be put into JSON: {0}")]
    Body(#[from] serde_json::Error),
    #[error(
        "the tree's head after entry {0} does not follow from the entries: the log was altered"
    )]
    Head(i64),
    #[error("the database did not take every entry and raised no error: its triggers were changed")]
    Swallowed,
    #[error(
        "the newest entry is {newest}, but {acknowledged} were acknowledged: the log was cut under its writer"
    )]
    Cut { newest: i64, acknowledged: i64 },
    #[error("the audit store does not answer in time")]
    Slow,
}

impl WriteError {
    /// Whether an entry itself is the cause, and not the state of the store.
    pub(super) fn blames_an_entry(&self) -> bool {
        match self {
            Self::Body(_) => true,
            Self::Database(sqlx::Error::Encode(_)) => true,
            // Class 22: a value that its type does not take.
            Self::Database(sqlx::Error::Database(error)) => {
                error.code().is_some_and(|code| code.starts_with("22"))
                    || error.is_check_violation()
                    || error.is_foreign_key_violation()
            }
            _ => false,
        }
    }
}

/// Writes batches, and remembers the frontier of the tree between them.
pub(super) struct Appender {
    store: Store,
    frontier: Frontier,
    acknowledged: EntryNumber,
}

impl Appender {
    pub(super) fn new(store: Store) -> Self {
        Self {
            store,
            frontier: Frontier::empty(),
            acknowledged: 0,
        }
    }

    /// Writes the batch in one transaction and returns its first number.
    ///
    /// The head is read inside the transaction, under the writers' lock, so that a second process cannot fork the log; it is
    /// never before what this process acknowledged.
    pub(super) async fn write(&mut self, batch: &[Pending]) -> Result<EntryNumber, WriteError> {
        let mut transaction = self.store.begin().await?;
        let head = store::lock_head(&mut transaction).await?;
        let last = head.as_ref().map_or(0, |(sequence, _)| *sequence);
        if last < self.acknowledged {
            let (newest, acknowledged) = (last, self.acknowledged);
            return Err(WriteError::Cut {
                newest,
                acknowledged,
            });
        }
        let root = head.and_then(|(_, root)| root);
        let mut moving = self.moving(&mut transaction, last, root).await?;
        let mut rows = Vec::with_capacity(batch.len());
        let mut subjects = Vec::new();
        for (sequence, pending) in (last + 1..).zip(batch) {
            rows.push(row(sequence, pending, &mut moving)?);
            subjects.extend(pending.subjects.iter().map(|subject| (sequence, *subject)));
        }
        let inserted = store::insert_entries(&mut transaction, &rows).await?;
        let named = store::insert_subjects(&mut transaction, &subjects).await?;
        let grown = store::insert_nodes(&mut transaction, &moving.nodes).await?;
        if inserted != rows.len() as u64
            || named != subjects.len() as u64
            || grown != moving.nodes.len() as u64
        {
            return Err(WriteError::Swallowed);
        }
        transaction.commit().await?;
        self.frontier = moving.frontier;
        self.acknowledged = last + rows.len() as i64;
        Ok(last + 1)
    }

    /// The tree's frontier after entry `last`: the one remembered, unless somebody else wrote since.
    async fn moving(
        &self,
        transaction: &mut Transaction,
        last: i64,
        root: Option<Vec<u8>>,
    ) -> Result<MovingFrontier, WriteError> {
        let size = last as u64;
        let follows =
            |frontier: &Frontier| root.as_ref().is_none_or(|root| *root == frontier.root());
        if self.frontier.size() == size && follows(&self.frontier) {
            return Ok(MovingFrontier {
                frontier: self.frontier.clone(),
                nodes: Vec::new(),
            });
        }
        // What this process knows of the log, it does not let anybody take back.
        if self.frontier.size() > 0 {
            let known = MovingFrontier::load(transaction, self.frontier.size()).await?;
            if known.frontier.root() != self.frontier.root() {
                return Err(WriteError::Head(last));
            }
        }
        let moving = MovingFrontier::load(transaction, size).await?;
        if follows(&moving.frontier) {
            Ok(moving)
        } else {
            Err(WriteError::Head(last))
        }
    }
}

/// The frontier as it moves, and the tiles that it fills.
struct MovingFrontier {
    frontier: Frontier,
    nodes: Vec<Node>,
}

impl MovingFrontier {
    /// Reads the frontier of the first `size` leaves. Where heads of full tiles are missing (a log from before there was a tree),
    /// the leaves are read instead, and the heads are stored with the next batch.
    async fn load(transaction: &mut Transaction, size: u64) -> Result<Self, WriteError> {
        let tiles = store::full_tiles(transaction).await? as u64;
        let covered = if tiles >= size / TILE_WIDTH {
            size
        } else {
            tiles * TILE_WIDTH
        };
        let mut reader = TileReader::new(TreeSource::Writer(transaction));
        let mut moving = Self {
            frontier: reader.frontier(covered).await?,
            nodes: Vec::new(),
        };
        while moving.frontier.size() < size {
            for leaf in reader.leaves(moving.frontier.size()).await? {
                moving.push(leaf);
            }
        }
        Ok(moving)
    }

    fn push(&mut self, leaf: Hash) {
        self.frontier.push(leaf, |node| self.nodes.push(node));
    }
}

fn row(
    sequence: i64,
    pending: &Pending,
    moving: &mut MovingFrontier,
) -> Result<NewRow, serde_json::Error> {
    let entry = &pending.entry;
    let body = serde_json::to_vec(&entry.stored(sequence, &pending.subjects))?;
    let leaf = hash::leaf(&body);
    moving.push(leaf);
    let resource = entry.details.resource.as_ref();
    Ok(NewRow {
        sequence,
        at: entry.at,
        event: entry.event,
        outcome: entry.outcome.as_str(),
        actor: entry.origin.actor.staff().map(|id| id.uuid()),
        role: entry.origin.role.as_str().to_owned(),
        session: entry.origin.session.map(|id| id.uuid()),
        permission: entry.permission,
        resource_kind: resource.map(|resource| resource.kind),
        resource: resource.map(|resource| resource.id.as_str().to_owned()),
        request: entry.origin.request.uuid(),
        address: entry.origin.address.map(|address| address.to_string()),
        root: moving.frontier.root(),
        body,
        leaf,
    })
}
