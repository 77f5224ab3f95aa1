//! The worker: claims one approved export under a lease, asks the policy again on behalf of whoever asked for it, and writes
//! the file.
//!
//! An approval is spent when the work begins. What fails, or is cut off by a crash, has to be asked for and approved anew.

pub(super) mod archive;
mod cell;
pub(super) mod error;
pub(super) mod pipeline;
pub(super) mod progress;
mod secret;
pub(super) mod source;
pub(super) mod table;
mod xlsx;

use std::sync::Arc;

use zeroize::Zeroizing;

use super::{
    events,
    expire::abandon,
    export::Export,
    exporting::ExtractOf,
    model::{DataSet, State},
    permissions::{ExportEntries, ExportOrders, ExportPayments, ExportTravellers},
    settings::ExportSettings,
    store::{self, FinishedFile},
    words,
};
use crate::{
    base::ids::{ExportId, StaffId},
    kernel::{
        Kernel,
        audit::{Event, fields},
        authz::Grant,
        failure::Failure,
        jobs::JobOutcome,
        parts::{Passphrase, SecretText},
    },
};
use archive::{PartialFile, Written};
use error::RunError;
use pipeline::{FilePlan, Making};

/// Runs the approved export that has waited longest.
pub(super) async fn run_next(kernel: Arc<Kernel>) -> Result<JobOutcome, Failure> {
    let Some((id, owner, data_set)) = store::next_approved(kernel.business().reader()).await?
    else {
        return Ok(JobOutcome::Idle);
    };
    match data_set {
        DataSet::Orders => run::<ExportOrders>(&kernel, id, owner).await?,
        DataSet::Travellers => run::<ExportTravellers>(&kernel, id, owner).await?,
        DataSet::Payments => run::<ExportPayments>(&kernel, id, owner).await?,
        DataSet::Entries => run::<ExportEntries>(&kernel, id, owner).await?,
    }
    Ok(JobOutcome::Worked)
}

async fn run<S: Making>(kernel: &Arc<Kernel>, id: ExportId, owner: StaffId) -> Result<(), Failure> {
    let grant = match Grant::<S>::on_behalf_of(kernel, owner).await {
        Ok(grant) => grant,
        // Frozen, or in another role: the denial is recorded, and the approval is void.
        Err(Failure::Forbidden) => return abandon(kernel, id, State::Approved).await,
        Err(failure) => return Err(failure),
    };
    let export = match store::find(kernel.business().reader(), id, Some(owner)).await {
        // What is wrong with it could be anybody's text.
        Err(sqlx::Error::Decode(_) | sqlx::Error::ColumnDecode { .. }) => {
            tracing::error!(export = %id, "an export's row cannot be read");
            None
        }
        found => found?,
    };
    let own = export
        .as_ref()
        .and_then(|export| Some((export, S::of(&export.extract)?)));
    let Some((export, extract)) = own else {
        return abandon(kernel, id, State::Approved).await;
    };
    let event = Event::new()
        .kind(&events::STARTED)
        .resource("export", id.uuid())
        .field(events::DEED, export.deed);
    let receipt = grant.record_step(event).await?;
    let mut change = receipt.begin().await?;
    let claimed = store::claim(&mut change, id, kernel.clock().now()).await?;
    change.commit().await?;
    if !claimed {
        return Ok(());
    }
    match produce(kernel, &grant, export, extract).await {
        Ok(()) | Err(RunError::Lost) => Ok(()),
        Err(error) => {
            tracing::error!(export = %id, %error, "an export failed");
            fail(grant, export, &error).await
        }
    }
}

/// Writes the file of exactly the approved deed and puts it up to be fetched.
async fn produce<S: Making>(
    kernel: &Arc<Kernel>,
    grant: &Grant<S>,
    export: &Export,
    extract: &ExtractOf<S>,
) -> Result<(), RunError> {
    let counted = S::count(grant, &extract.filter).await?;
    if !export.is_whole() || counted != (export.rows, export.people) {
        return Err(RunError::Changed);
    }
    let passphrase = secret::passphrase();
    let plan = FilePlan {
        path: words::file_path(kernel, export.id),
        entry: words::file_name(export, export.format.as_str()),
        passphrase: passphrase.clone(),
    };
    let (written, file) = S::make(kernel, grant, export, extract, plan).await?;
    finish(grant, export, &written, passphrase, file).await
}

async fn finish<S: Making>(
    grant: &Grant<S>,
    export: &Export,
    written: &Written,
    passphrase: Zeroizing<String>,
    file: PartialFile,
) -> Result<(), RunError> {
    let kernel = grant.kernel();
    let event = Event::new()
        .kind(&events::FINISHED)
        .resource("export", export.id.uuid())
        .subject(export.id)
        // The export is the subject of its own passphrase; nothing of anybody's is opened here.
        .opens([])
        .count(export.rows)
        .field(events::FILE_SHA256, written.sha256)
        .field(events::DEED, export.deed);
    let receipt = grant.record_step(event).await?;
    let now = kernel.clock().now();
    let part = Passphrase {
        text: SecretText::new((*passphrase).clone()),
    };
    let mut sealing = kernel
        .vault()
        .sealing(&receipt, &[export.id.into()])
        .await?;
    sealing.part(export.id, export.id, &part)?;
    sealing.store(now).await?;
    let finished = FinishedFile {
        bytes: i64::try_from(written.bytes).unwrap_or(i64::MAX),
        sha256: written.sha256,
        now,
        expires_at: now + kernel.settings().features.of::<ExportSettings>().expiry,
    };
    let mut change = receipt.begin().await?;
    let ready = store::finish(&mut change, export.id, &finished).await?;
    change.commit().await?;
    if !ready {
        kernel
            .vault()
            .discard_passphrase(&receipt, export.id)
            .await?;
        return Err(RunError::Lost);
    }
    file.keep();
    Ok(())
}

/// Records the failure and ends the export; without the log it stays as it is until its lease lapses.
async fn fail<S: Making>(
    grant: Grant<S>,
    export: &Export,
    error: &RunError,
) -> Result<(), Failure> {
    let why = match error {
        RunError::Changed => "data_changed",
        RunError::Lost => "withdrawn",
        RunError::Write(_) => "file",
        RunError::Failure(Failure::Forbidden) => "not_allowed",
        RunError::Failure(_) => "store",
    };
    let event = Event::new()
        .kind(&events::FAILED)
        .resource("export", export.id.uuid())
        .field(fields::WHY, why);
    let receipt = grant.fail(event).await?;
    let kernel = receipt.kernel();
    kernel
        .vault()
        .discard_passphrase(&receipt, export.id)
        .await?;
    let mut change = receipt.begin().await?;
    store::end(&mut change, export.id, State::Running, State::Failed).await?;
    change.commit().await
}
