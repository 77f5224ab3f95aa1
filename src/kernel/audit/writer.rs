//! The one durable writer: group commit.
//!
//! Requests hand over their entry and wait; the task takes whatever queued up during the previous commit and writes it in
//! one transaction. Nothing is acknowledged before that transaction is on disk, and a batch that fails fails every waiter.

use std::time::Duration;

use tokio::sync::{mpsc, oneshot};

use super::{
    entry::Entry,
    hash::{self, Hash},
    store::{self, NewRow},
};
use crate::{base::ids::SubjectId, kernel::db::Store};

/// The number of a durable entry, counting from 1.
pub type EntryNumber = i64;

/// The log cannot be written now: nothing may be opened, changed or answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the audit log cannot be written now")]
pub struct AuditUnavailable;

/// Entries that wait at most; beyond it, callers wait to be let in.
const QUEUE: usize = 4096;
/// Entries in one transaction at most.
const BATCH: usize = 512;
/// How long a request waits for its entry before it gives up and answers 503.
const PATIENCE: Duration = Duration::from_secs(10);

struct Pending {
    entry: Entry,
    subjects: Vec<SubjectId>,
    written: oneshot::Sender<Result<EntryNumber, AuditUnavailable>>,
}

/// A handle to the writer. Only the kernel can append: features go through a grant.
#[derive(Clone)]
pub struct AuditWriter {
    queue: mpsc::Sender<Pending>,
}

impl AuditWriter {
    /// Starts the writer's task on the audit store.
    pub fn start(store: Store) -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE);
        tokio::spawn(write_batches(store, waiting));
        Self { queue }
    }

    /// Appends one entry and returns when it is durable.
    pub(in crate::kernel) async fn append(
        &self,
        mut entry: Entry,
    ) -> Result<EntryNumber, AuditUnavailable> {
        let mut subjects = std::mem::take(&mut entry.details.subjects);
        subjects.sort_unstable();
        subjects.dedup();
        let (written, answer) = oneshot::channel();
        let appended = async {
            self.queue
                .send(Pending {
                    entry,
                    subjects,
                    written,
                })
                .await
                .map_err(|_| AuditUnavailable)?;
            answer.await.map_err(|_| AuditUnavailable)?
        };
        tokio::time::timeout(PATIENCE, appended)
            .await
            .map_err(|_| AuditUnavailable)?
    }
}

async fn write_batches(store: Store, mut waiting: mpsc::Receiver<Pending>) {
    let mut batch = Vec::with_capacity(BATCH);
    let mut acknowledged = 0;
    while waiting.recv_many(&mut batch, BATCH).await > 0 {
        match write(&store, &batch, &mut acknowledged).await {
            Ok(first) => {
                for (number, pending) in (first..).zip(batch.drain(..)) {
                    // The request may have given up; its entry then stands without its action.
                    let _ = pending.written.send(Ok(number));
                }
            }
            Err(error) => {
                tracing::error!(%error, entries = batch.len(), "the audit log cannot be written");
                for pending in batch.drain(..) {
                    let _ = pending.written.send(Err(AuditUnavailable));
                }
            }
        }
    }
}

/// Why a batch could not be written.
#[derive(Debug, thiserror::Error)]
enum WriteError {
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    #[error("an entry cannot be put into JSON: {0}")]
    Body(#[from] serde_json::Error),
    #[error("the newest entry's link is not 32 bytes long")]
    Head,
    #[error("the database did not take every entry and raised no error: its triggers were changed")]
    Swallowed,
    #[error(
        "the newest entry is {newest}, but {acknowledged} were acknowledged: the log was cut under its writer"
    )]
    Cut { newest: i64, acknowledged: i64 },
}

/// Writes the batch in one transaction and returns its first number.
///
/// The head is read inside the transaction, under the writers' lock, so that a second process cannot fork the chain; it is
/// never before what this process `acknowledged`.
async fn write(
    store: &Store,
    batch: &[Pending],
    acknowledged: &mut EntryNumber,
) -> Result<EntryNumber, WriteError> {
    let mut transaction = store.begin().await?;
    let (last, mut link) = match store::lock_head(&mut transaction).await? {
        None => (0, hash::GENESIS),
        Some((sequence, link)) => (
            sequence,
            Hash::try_from(link).map_err(|_| WriteError::Head)?,
        ),
    };
    if last < *acknowledged {
        let (newest, acknowledged) = (last, *acknowledged);
        return Err(WriteError::Cut {
            newest,
            acknowledged,
        });
    }
    let mut rows = Vec::with_capacity(batch.len());
    let mut subjects = Vec::new();
    for (sequence, pending) in (last + 1..).zip(batch) {
        let row = row(sequence, pending, &link)?;
        link = row.chain;
        rows.push(row);
        subjects.extend(pending.subjects.iter().map(|subject| (sequence, *subject)));
    }
    let inserted = store::insert_entries(&mut transaction, &rows).await?;
    let named = store::insert_subjects(&mut transaction, &subjects).await?;
    if inserted != rows.len() as u64 || named != subjects.len() as u64 {
        return Err(WriteError::Swallowed);
    }
    transaction.commit().await?;
    *acknowledged = last + rows.len() as i64;
    Ok(last + 1)
}

fn row(sequence: i64, pending: &Pending, previous: &Hash) -> Result<NewRow, serde_json::Error> {
    let entry = &pending.entry;
    let body = serde_json::to_vec(&entry.stored(sequence, &pending.subjects))?;
    let leaf = hash::leaf(&body);
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
        chain: hash::chain(previous, &leaf),
        body,
        leaf,
    })
}
