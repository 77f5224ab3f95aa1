//! The way of a batch: read, looked up and recorded, sealed, stored in the vault, stored in the business store.
//!
//! Each step works on another batch at the same time, since the stores are separate databases. Between two steps one
//! batch may wait, so memory stays the same however long the file is.

use std::{
    future::Future,
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use tokio::sync::mpsc::{Receiver, Sender, channel};

use super::{
    claims::Claims,
    events,
    item::{Counts, ImportError, Item, Refusal, Source},
    rows::ImportRow,
};
use crate::{
    base::ids::SubjectId,
    kernel::{
        audit::{Event, EventKind},
        authz::{Change, Changes, Grant, Receipt},
        failure::Failure,
        vault::{Sealing, VaultError},
    },
};

/// Rows of a batch. Ids are random, so a batch changes pages all over the tables: twice as many rows change hardly more of
/// them. Few enough for the parameters of one statement, and that the batches under way take little memory.
const BATCH: usize = 16_384;

/// What is imported: how its rows are looked up, sealed and stored.
pub trait Kind: 'static {
    /// A row of its file.
    type Cells: ImportRow;
    /// A row as it is imported.
    type Row: From<Self::Cells> + Send + 'static;
    /// A row that is to be stored, with what was looked up for it.
    type New: Send + 'static;
    /// What the business store gets: nothing personal.
    type Stored: Send + Sync + 'static;
    /// What it takes to import it.
    type Permission: Changes;
    /// The event of each batch.
    const STORED: &'static EventKind;

    /// Tells rows to be stored from rows that are there already and rows that must be refused.
    fn sort(
        grant: &Grant<Self::Permission>,
        source: Source,
        rows: Vec<Line<Self::Row>>,
        claims: &mut Claims,
    ) -> impl Future<Output = Result<Sorted<Self::New>, Failure>> + Send;

    fn subject(new: &Self::New) -> Option<SubjectId>;

    /// Seals what is personal; gives the rest.
    ///
    /// # Errors
    /// When the vault refuses.
    fn seal(
        new: Self::New,
        sealing: &mut Sealing<Self::Permission>,
    ) -> Result<Self::Stored, VaultError>;

    /// Inserts into the business store.
    fn insert(
        change: &mut Change,
        rows: &[Self::Stored],
    ) -> impl Future<Output = sqlx::Result<()>> + Send;
}

/// A row that parsed, with its line in the file.
pub struct Line<R> {
    /// The line, from 1.
    pub line: u64,
    pub row: R,
}

pub struct Sorted<N> {
    pub new: Vec<N>,
    pub there: u64,
    pub refused: Vec<Refusal>,
}

impl<N> Sorted<N> {
    /// Nothing yet, with room for `rows`.
    pub(super) fn with_capacity(rows: usize) -> Self {
        Self {
            new: Vec::with_capacity(rows),
            there: 0,
            refused: Vec::new(),
        }
    }
}

/// Asks a running import to end after the batches under way.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    pub fn ask(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    pub fn is_asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// How far an import is, after each batch that became durable.
#[derive(Clone, Copy, Debug)]
pub struct Progress<'a> {
    pub counts: Counts,
    /// The rows refused in this batch, by line.
    pub refused: &'a [Refusal],
    /// Bytes of the file that are done.
    pub read: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finished {
    /// What became of the rows.
    pub counts: Counts,
    /// Whether it was asked to stop before the end.
    pub stopped: bool,
}

/// Imports all items under a grant, reporting each durable batch.
///
/// # Errors
/// When the log or a store refuses, the file cannot be read or `report` fails. What was reported stays.
pub async fn import<K: Kind>(
    grant: Grant<K::Permission>,
    source: Source,
    items: impl Iterator<Item = io::Result<Item<K::Row>>> + Send + 'static,
    stop: &Stop,
    mut report: impl FnMut(&Progress<'_>) -> io::Result<()>,
) -> Result<Finished, ImportError> {
    let started = event(source).kind(&events::STARTED);
    drop(grant.record_step(started).await?);
    let mut counts = Counts::default();
    let result = run::<K>(&grant, source, items, stop, |batch, refused, read| {
        counts += batch;
        report(&Progress {
            counts,
            refused,
            read,
        })
    })
    .await;
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let stopped = stop.is_asked();
    let finished = event(source)
        .kind(&events::FINISHED)
        .field(events::STORED, number(counts.stored))
        .field(events::THERE, number(counts.there))
        .field(events::REFUSED, number(counts.refused))
        .field(events::STOPPED, if stopped { "yes" } else { "no" });
    match result {
        Ok(()) => {
            grant.record(finished).await?;
            Ok(Finished { counts, stopped })
        }
        Err(error) => {
            // The log may be what is away: then the first error says so.
            let _ = grant.fail(finished).await;
            Err(error)
        }
    }
}

/// Records that a file cannot be imported at all: it is not there, or it is another file.
pub async fn refuse<K: Kind>(
    grant: Grant<K::Permission>,
    source: Source,
) -> Result<(), crate::kernel::failure::Failure> {
    let started = event(source).kind(&events::STARTED);
    grant.fail(started).await.map(drop)
}

fn event(source: Source) -> Event {
    Event::new().field(events::SOURCE, source.as_str())
}

/// Rows as they are read, many at once.
struct Batch<R> {
    rows: Vec<Line<R>>,
    refused: Vec<Refusal>,
    read: u64,
}

/// A batch on its way, from the lookup to the business store.
struct Work<K: Kind> {
    /// Absent when nothing is to be stored.
    receipt: Option<Receipt<K::Permission>>,
    sealing: Option<Sealing<K::Permission>>,
    rows: Vec<K::Stored>,
    counts: Counts,
    refused: Vec<Refusal>,
    read: u64,
}

async fn run<K: Kind>(
    grant: &Grant<K::Permission>,
    source: Source,
    items: impl Iterator<Item = io::Result<Item<K::Row>>> + Send + 'static,
    stop: &Stop,
    report: impl FnMut(Counts, &[Refusal], u64) -> io::Result<()>,
) -> Result<(), ImportError> {
    let (read, to_prepare) = channel(1);
    let (prepared, to_seal) = channel(1);
    let (sealed, to_store) = channel(1);
    let stop = stop.clone();
    let reading = tokio::task::spawn_blocking(move || read_batches(items, &stop, &read));
    let stored = AtomicUsize::new(0);
    tokio::try_join!(
        async {
            reading
                .await
                .map_err(|_| Failure::Internal("reading the rows broke off"))?
                .map_err(ImportError::File)
        },
        prepare_batches::<K>(grant, source, &stored, to_prepare, prepared),
        seal_batches::<K>(grant, to_seal, sealed),
        store_batches::<K>(&stored, to_store, report),
    )?;
    Ok(())
}

/// Groups items into batches, on a blocking thread.
fn read_batches<R>(
    mut items: impl Iterator<Item = io::Result<Item<R>>>,
    stop: &Stop,
    batches: &Sender<Batch<R>>,
) -> io::Result<()> {
    loop {
        let mut batch = Batch {
            rows: Vec::with_capacity(BATCH),
            refused: Vec::new(),
            read: 0,
        };
        let mut count = 0;
        while count < BATCH && !stop.is_asked() {
            let Some(item) = items.next().transpose()? else {
                break;
            };
            count += 1;
            batch.read = item.read;
            match item.row {
                Ok(row) => batch.rows.push(Line {
                    line: item.line,
                    row,
                }),
                Err(refusal) => batch.refused.push(refusal),
            }
        }
        // Nobody takes it when another step failed; that one says why.
        if count == 0 || batches.blocking_send(batch).is_err() {
            return Ok(());
        }
    }
}

/// Looks the rows up, records the batch in the log, seals it.
async fn prepare_batches<K: Kind>(
    grant: &Grant<K::Permission>,
    source: Source,
    stored: &AtomicUsize,
    mut batches: Receiver<Batch<K::Row>>,
    prepared: Sender<Work<K>>,
) -> Result<(), ImportError> {
    let mut claims = Claims::default();
    while let Some(batch) = batches.recv().await {
        claims.begin(stored.load(Ordering::Relaxed));
        let mut sorted = K::sort(grant, source, batch.rows, &mut claims).await?;
        sorted.refused.extend(batch.refused);
        sorted.refused.sort_unstable_by_key(|refusal| refusal.line);
        let mut work = Work::<K> {
            receipt: None,
            sealing: None,
            rows: Vec::new(),
            counts: Counts {
                stored: sorted.new.len() as u64,
                there: sorted.there,
                refused: sorted.refused.len() as u64,
            },
            refused: sorted.refused,
            read: batch.read,
        };
        if !sorted.new.is_empty() {
            seal::<K>(grant, source, sorted.new, &mut work).await?;
        }
        if prepared.send(work).await.is_err() {
            break;
        }
    }
    Ok(())
}

async fn seal<K: Kind>(
    grant: &Grant<K::Permission>,
    source: Source,
    new: Vec<K::New>,
    work: &mut Work<K>,
) -> Result<(), Failure> {
    let mut subjects: Vec<_> = new.iter().filter_map(K::subject).collect();
    subjects.sort_unstable();
    subjects.dedup();
    let recorded = event(source)
        .kind(K::STORED)
        .count(i64::try_from(new.len()).unwrap_or(i64::MAX))
        .subjects(subjects.iter().copied());
    let receipt = grant.record_step(recorded).await?;
    let mut sealing = grant.kernel().vault().sealing(&receipt, &subjects).await?;
    let (sealing, rows) = tokio::task::spawn_blocking(move || {
        let rows = new
            .into_iter()
            .map(|row| K::seal(row, &mut sealing))
            .collect::<Result<Vec<_>, _>>()?;
        Ok::<_, VaultError>((sealing, rows))
    })
    .await
    .map_err(|_| Failure::Internal("sealing a batch broke off"))??;
    work.receipt = Some(receipt);
    work.sealing = Some(sealing);
    work.rows = rows;
    Ok(())
}

/// Stores keys and sealed parts.
async fn seal_batches<K: Kind>(
    grant: &Grant<K::Permission>,
    mut prepared: Receiver<Work<K>>,
    sealed: Sender<Work<K>>,
) -> Result<(), ImportError> {
    while let Some(mut work) = prepared.recv().await {
        if let Some(sealing) = work.sealing.take() {
            let now = grant.kernel().clock().now();
            sealing.store(now).await.map_err(Failure::from)?;
        }
        if sealed.send(work).await.is_err() {
            break;
        }
    }
    Ok(())
}

/// Stores the rows of the business store, last of all, and reports.
async fn store_batches<K: Kind>(
    stored: &AtomicUsize,
    mut sealed: Receiver<Work<K>>,
    mut report: impl FnMut(Counts, &[Refusal], u64) -> io::Result<()>,
) -> Result<(), ImportError> {
    while let Some(work) = sealed.recv().await {
        if let Some(receipt) = work.receipt {
            let mut change = receipt.begin().await?;
            K::insert(&mut change, &work.rows)
                .await
                .map_err(Failure::from)?;
            change.commit().await?;
        }
        stored.fetch_add(1, Ordering::Relaxed);
        report(work.counts, &work.refused, work.read).map_err(ImportError::Rejects)?;
    }
    Ok(())
}
