//! Three stages that run at once: read a page of rows, record and fetch what may be opened of it, open and write it.
//!
//! Between two stages waits one batch at most, so that memory stays the same whatever the number of rows. The log's
//! commit of one batch overlaps with reading the next and writing the one before.

use std::{future::Future, path::PathBuf, sync::Arc};

use tokio::sync::mpsc;
use zeroize::Zeroizing;

use super::{
    archive::{Archive, ArchivePlan, PartialFile, Written},
    error::RunError,
    progress::Progress,
    source::{BATCH, Batch, Source, WriteError},
    table::Table,
};
use crate::{
    features::exports::{
        events,
        export::Export,
        exporting::ExtractOf,
        extract::Extracting,
        model::{FileFormat, Layout},
    },
    kernel::{Kernel, audit::Event, authz::Grant, failure::Failure},
};

/// What the file is and how it is protected.
pub(in crate::features::exports) struct FilePlan {
    pub path: PathBuf,
    pub entry: String,
    pub passphrase: Zeroizing<String>,
}

/// Rows above which the sizes may pass 4 GiB.
const LARGE: i64 = 2_000_000;

/// A data set whose file can be made.
pub(in crate::features::exports) trait Making: Extracting {
    /// Writes the whole file. What is left of it after a failure is removed by the guard that comes back with success only.
    /// `kernel` is for what needs another grant of the owner's.
    fn make(
        kernel: &Arc<Kernel>,
        grant: &Grant<Self>,
        export: &Export,
        extract: &ExtractOf<Self>,
        plan: FilePlan,
    ) -> impl Future<Output = Result<(Written, PartialFile), RunError>> + Send;
}

impl<S: Source + Extracting> Making for S {
    async fn make(
        _: &Arc<Kernel>,
        grant: &Grant<Self>,
        export: &Export,
        extract: &ExtractOf<Self>,
        plan: FilePlan,
    ) -> Result<(Written, PartialFile), RunError> {
        write_file(grant, export, extract, plan).await
    }
}

async fn write_file<S: Source>(
    grant: &Grant<S>,
    export: &Export,
    extract: &ExtractOf<S>,
    plan: FilePlan,
) -> Result<(Written, PartialFile), RunError> {
    let (pages, waiting_pages) = mpsc::channel(1);
    let (batches, waiting_batches) = mpsc::channel(1);
    let file = PartialFile::at(plan.path.clone());
    let (format, rows, layout) = (export.format, export.rows, extract.layout.clone());
    let writer = tokio::task::spawn_blocking(move || {
        write_batches::<S>(&plan, format, rows, &layout, waiting_batches)
    });
    let write = async {
        let ended_early = |_| Failure::Internal("the writer of an export ended early");
        writer.await.map_err(ended_early)?
    };
    // All three are waited for: when one ends, its channels close and the others end too.
    let (read, opened, written) = tokio::join!(
        read_pages(grant, &extract.filter, pages),
        open_pages(grant, export, &extract.layout, waiting_pages, batches),
        write
    );
    read?;
    opened?;
    let (written, rows) = written?;
    if rows != export.rows {
        return Err(RunError::Changed);
    }
    Ok((written, file))
}

/// Reads page after page. It ends early, without an error of its own, when nobody takes them any more.
async fn read_pages<S: Source>(
    grant: &Grant<S>,
    filter: &S::Filter,
    pages: mpsc::Sender<Vec<S::Row>>,
) -> Result<(), RunError> {
    let pool = grant.kernel().business().reader();
    let mut page = S::read(pool, filter, None).await?;
    while !page.is_empty() {
        let last_page = (page.len() as i64) < BATCH;
        // The last row is needed for the next page: it is read before this one is given away.
        let next = if last_page {
            Vec::new()
        } else {
            S::read(pool, filter, page.last()).await?
        };
        if pages.send(page).await.is_err() {
            return Ok(());
        }
        page = next;
    }
    Ok(())
}

/// Records each page before anything of it is opened, and fetches its sealed parts.
async fn open_pages<S: Source>(
    grant: &Grant<S>,
    export: &Export,
    layout: &Layout<S::Column>,
    mut pages: mpsc::Receiver<Vec<S::Row>>,
    batches: mpsc::Sender<Batch<S>>,
) -> Result<(), RunError> {
    let kernel = grant.kernel();
    let opens = layout.opens();
    let (mut progress, mut rows_done) = (Progress::of(export), 0);
    while let Some(rows) = pages.recv().await {
        let mut refs = Vec::with_capacity(rows.len());
        for row in &rows {
            S::refs(row, layout, &mut refs);
        }
        refs.dedup();
        let count = rows.len() as i64;
        let event = Event::new()
            .kind(&events::BATCH_READ)
            .resource("export", export.id.uuid())
            .subjects(refs.iter().map(|(subject, _)| *subject))
            .opens(opens.iter().copied())
            .count(count);
        let receipt = grant.record_step(event).await?;
        progress.tell(&receipt, rows_done).await?;
        let sealed = kernel.vault().fetch(&receipt, &refs).await?;
        let batch = Batch {
            rows,
            receipt,
            sealed,
        };
        if batches.send(batch).await.is_err() {
            return Ok(());
        }
        rows_done += count;
    }
    Ok(())
}

/// Opens and writes batch after batch, on a blocking thread.
fn write_batches<S: Source>(
    plan: &FilePlan,
    format: FileFormat,
    rows: i64,
    layout: &Layout<S::Column>,
    mut batches: mpsc::Receiver<Batch<S>>,
) -> Result<(Written, i64), RunError> {
    let archive = Archive::create(&ArchivePlan {
        path: &plan.path,
        entry: &plan.entry,
        format,
        large: rows > LARGE,
        passphrase: &plan.passphrase,
    });
    let archive = archive.map_err(WriteError::from)?;
    let mut table = Table::start(archive, format, &layout.header()).map_err(WriteError::from)?;
    let mut written = 0;
    while let Some(batch) = batches.blocking_recv() {
        for row in &batch.rows {
            S::write(row, &batch, layout, &mut table)?;
        }
        written += batch.rows.len() as i64;
    }
    let archive = table.finish().map_err(WriteError::from)?;
    Ok((archive.finish().map_err(WriteError::from)?, written))
}
