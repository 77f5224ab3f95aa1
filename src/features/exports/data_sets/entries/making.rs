//! The file of entries: its header, then entry after entry with its proof.
//!
//! Read and proved in one pass from the oldest to the newest, written by another thread; between the two waits one piece at
//! most. All paths lead to one checkpoint. Nothing sealed is opened, so the whole reading is one entry.

use std::sync::Arc;

use hufu_proof::{SELECTION_FORMAT, SelectionHeader};
use tokio::sync::mpsc;

use super::{EntryColumn, SelectedEntries, cells, lines, proven::Proven};
use crate::{
    features::exports::{
        events,
        export::Export,
        exporting::ExtractOf,
        model::{FileFormat, Filter, Layout},
        permissions::ExportEntries,
        run::{
            archive::{Archive, ArchivePlan, PartialFile, Written},
            error::RunError,
            pipeline::{FilePlan, Making},
            progress::Progress,
            source::WriteError,
        },
    },
    kernel::{
        Kernel,
        audit::{ProofError, Run},
        authz::{Grant, Receipt},
        evidence::{EvidenceProve, Vouched, prove_selection},
        failure::Failure,
    },
};

/// Rows above which the sizes may pass 4 GiB: a line takes 16 KiB at the very most.
const LARGE: i64 = 250_000;

impl From<ProofError> for RunError {
    fn from(error: ProofError) -> Self {
        match error {
            ProofError::Database(error) => error.into(),
            ProofError::OutOfRange(_) => {
                Self::Failure(Failure::Internal("an entry cannot be proved"))
            }
        }
    }
}

impl Making for ExportEntries {
    async fn make(
        kernel: &Arc<Kernel>,
        grant: &Grant<Self>,
        export: &Export,
        extract: &ExtractOf<Self>,
        plan: FilePlan,
    ) -> Result<(Written, PartialFile), RunError> {
        let selected = &extract.filter.entries;
        let filter = selected.selection.entries();
        let most = export.rows + 1;
        let run = grant.log().run(&filter, selected.through, most).await?;
        // Giving out proofs is a permission of its own.
        let prove = Grant::<EvidenceProve>::on_behalf_of(kernel, export.owner).await?;
        let vouched = prove_selection(&prove, run.last).await?;
        let header = header(grant, extract, run, &vouched).await?;
        let event = selected
            .selection
            .describe()
            .kind(&events::ENTRIES_READ)
            .resource("export", export.id.uuid())
            .count(run.count);
        let receipt = grant.record_step(event).await?;

        let file = PartialFile::at(plan.path.clone());
        let (pieces, waiting) = mpsc::channel(1);
        let writing = Writing {
            plan,
            format: export.format,
            rows: export.rows,
            layout: extract.layout.clone(),
            header,
        };
        let writer = tokio::task::spawn_blocking(move || writing.write(waiting));
        let write = async {
            let ended_early = |_| Failure::Internal("the writer of an export ended early");
            writer.await.map_err(ended_early)?
        };
        let size = vouched.checkpoint.size();
        let read = read(&receipt, grant, export, selected, (run, size), pieces);
        // Both are waited for: when one ends, the channel closes and the other ends too.
        let (read, written) = tokio::join!(read, write);
        read?;
        let (written, rows) = written?;
        if rows != export.rows {
            return Err(RunError::Changed);
        }
        Ok((written, file))
    }
}

/// What the file says of itself.
async fn header(
    grant: &Grant<ExportEntries>,
    extract: &ExtractOf<ExportEntries>,
    run: Run,
    vouched: &Vouched,
) -> Result<SelectionHeader, RunError> {
    let selected = &extract.filter.entries;
    let filter = selected.selection.entries();
    let (from, until) = (filter.from, filter.until);
    let pruned = grant.log().pruned(from, until, selected.through).await?;
    Ok(SelectionHeader {
        format: SELECTION_FORMAT.to_owned(),
        checkpoint: vouched.note.clone(),
        key: vouched.key.clone(),
        filter: extract.filter.conditions(extract.layout.language),
        count: run.count,
        first: run.first,
        last: run.last,
        pruned,
    })
}

/// Reads and proves piece after piece. It ends early, without an error of its own, when nobody takes them any more.
async fn read(
    receipt: &Receipt<ExportEntries>,
    grant: &Grant<ExportEntries>,
    export: &Export,
    selected: &SelectedEntries,
    (run, size): (Run, i64),
    pieces: mpsc::Sender<Vec<Proven>>,
) -> Result<(), RunError> {
    let filter = selected.selection.entries();
    let (mut stream, mut prover) = (grant.log().stream(&filter, run), grant.log().prover(size));
    let (mut progress, mut rows_done) = (Progress::of(export), 0);
    loop {
        let found = stream.next().await?;
        if found.is_empty() {
            return Ok(());
        }
        let mut piece = Vec::with_capacity(found.len());
        for found in found {
            let proof = prover.prove(found.sequence).await?;
            piece.push(Proven { found, proof });
        }
        rows_done += piece.len() as i64;
        if pieces.send(piece).await.is_err() {
            return Ok(());
        }
        progress.tell(receipt, rows_done).await?;
    }
}

/// What the writing thread needs to know.
struct Writing {
    plan: FilePlan,
    format: FileFormat,
    rows: i64,
    layout: Layout<EntryColumn>,
    header: SelectionHeader,
}

impl Writing {
    fn write(self, waiting: mpsc::Receiver<Vec<Proven>>) -> Result<(Written, i64), RunError> {
        let written = match self.format {
            FileFormat::JsonLines => lines::write(self.begin()?, &self.header, waiting),
            FileFormat::Csv => {
                let table = cells::write(self.begin()?, &self.layout, waiting);
                // A table has no place for what it is a table of: it stands beside it.
                table.and_then(|(mut archive, rows)| {
                    let name = format!("{}.header.json", self.plan.entry);
                    archive.begin(&name, &self.plan.passphrase)?;
                    serde_json::to_writer(&mut archive, &self.header)?;
                    Ok((archive, rows))
                })
            }
            FileFormat::Xlsx => Err(std::io::ErrorKind::Unsupported.into()),
        };
        let (archive, rows) = written.map_err(WriteError::from)?;
        Ok((archive.finish().map_err(WriteError::from)?, rows))
    }

    fn begin(&self) -> Result<Archive, RunError> {
        let archive = Archive::create(&ArchivePlan {
            path: &self.plan.path,
            entry: &self.plan.entry,
            format: self.format,
            large: self.rows > LARGE,
            passphrase: &self.plan.passphrase,
        });
        Ok(archive.map_err(WriteError::from)?)
    }
}
