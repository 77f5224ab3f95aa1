//! The one durable writer: group commit.
//!
//! Requests hand over their entry and wait; the task takes whatever queued up during the previous commit and writes it in
//! one transaction. Nothing is acknowledged before that transaction is on disk, and a batch that fails fails every waiter.

#[cfg(test)]
mod tests;

use std::{sync::Arc, time::Duration};

use tokio::sync::{mpsc, oneshot};

use super::{
    append::{Appender, WriteError},
    entry::Entry,
    health::AuditHealth,
    pending::{AuditUnavailable, EntryNumber, Pending},
};
use crate::kernel::db::Store;

/// Entries that wait at most; beyond it, callers wait to be let in.
const QUEUE: usize = 4096;
/// Entries in one transaction at most.
const BATCH: usize = 512;
/// Subjects in one transaction at most, so that an entry about many people holds up nobody else's for long.
const BATCH_SUBJECTS: usize = 20_000;
/// How long a request waits for its entry before it gives up and answers 503.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long one transaction may take before it is given up: a store that hangs must not hold every request for ever.
const TRANSACTION: Duration = Duration::from_secs(8);

/// A handle to the writer. Only the kernel can append: features go through a grant.
#[derive(Clone)]
pub struct AuditWriter {
    queue: mpsc::Sender<Pending>,
    health: Arc<AuditHealth>,
}

impl AuditWriter {
    /// Starts the writer's task on the audit store.
    pub fn start(store: Store) -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE);
        let health = Arc::new(AuditHealth::default());
        tokio::spawn(write_batches(
            Appender::new(store),
            waiting,
            Arc::clone(&health),
        ));
        Self { queue, health }
    }

    pub fn health(&self) -> &AuditHealth {
        &self.health
    }

    /// Entries that wait for the writer now.
    pub fn waiting(&self) -> usize {
        QUEUE - self.queue.capacity()
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

async fn write_batches(
    mut appender: Appender,
    mut waiting: mpsc::Receiver<Pending>,
    health: Arc<AuditHealth>,
) {
    let mut received = Vec::with_capacity(BATCH);
    while waiting.recv_many(&mut received, BATCH).await > 0 {
        while !received.is_empty() {
            let batch: Vec<Pending> = received.drain(..together(&received)).collect();
            write_batch(&mut appender, batch, &health).await;
        }
    }
}

/// How many of the first entries go into one transaction: at least one, and not too many subjects.
fn together(received: &[Pending]) -> usize {
    let mut subjects = 0;
    let fits = received.iter().take_while(|pending| {
        subjects += pending.subjects.len();
        subjects <= BATCH_SUBJECTS
    });
    fits.count().max(1)
}

async fn write_batch(appender: &mut Appender, batch: Vec<Pending>, health: &AuditHealth) {
    let result = write(appender, &batch).await;
    match result {
        Ok(first) => {
            health.wrote(batch.len());
            for (number, pending) in (first..).zip(batch) {
                pending.acknowledge(Ok(number));
            }
        }
        // One of them cannot be stored whatever the store's state: the others must not fail with it.
        Err(error) if error.blames_an_entry() && batch.len() > 1 => {
            tracing::warn!(%error, entries = batch.len(), "a batch of entries was refused; each is written alone");
            for pending in batch {
                Box::pin(write_batch(appender, vec![pending], health)).await;
            }
        }
        Err(error) => {
            tracing::error!(alarm = "audit", %error, entries = batch.len(), "the audit log cannot be written");
            if error.blames_an_entry() {
                health.refused(batch.len());
            } else {
                health.failed(batch.len());
            }
            for pending in batch {
                pending.acknowledge(Err(AuditUnavailable));
            }
        }
    }
}

async fn write(appender: &mut Appender, batch: &[Pending]) -> Result<EntryNumber, WriteError> {
    tokio::time::timeout(TRANSACTION, appender.write(batch))
        .await
        .map_err(|_| WriteError::Slow)?
}
