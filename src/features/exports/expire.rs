//! The end of exports that nobody approved or fetched in time, or whose worker is gone: file and passphrase are removed, then
//! the row says so. Each step can be repeated, so a crash in between only means that it is done again.

use std::{io, path::Path, sync::Arc};

use super::settings::ExportSettings;
use super::{events, model::State, permissions::ExportExpire, store, words::file_path};
use crate::{
    base::ids::ExportId,
    kernel::{
        Kernel,
        audit::{Event, fields},
        authz::{Changes, Grant, Receipt, Seals},
        failure::Failure,
        jobs::JobOutcome,
        parts::Passphrase,
    },
};

/// Ends one export whose time is over; without one, removes a file that belongs to none.
pub(super) async fn expire_next(kernel: Arc<Kernel>) -> Result<JobOutcome, Failure> {
    let now = kernel.clock().now();
    if let Some((id, state)) = store::overdue(kernel.business().reader(), now).await? {
        abandon(&kernel, id, state).await?;
        return Ok(JobOutcome::Worked);
    }
    match find_orphan(&kernel).await? {
        Some(id) => {
            remove_orphan(&kernel, id).await?;
            Ok(JobOutcome::Worked)
        }
        None => Ok(JobOutcome::Idle),
    }
}

/// Ends an export that stands in this state, on Hufu's own account.
pub(super) async fn abandon(
    kernel: &Arc<Kernel>,
    id: ExportId,
    from: State,
) -> Result<(), Failure> {
    let (kind, to, why) = match from {
        State::Approved => (&events::FAILED, State::Failed, "not_allowed"),
        State::Running => (&events::FAILED, State::Failed, "worker_lost"),
        State::Asked => (&events::EXPIRED, State::Expired, "not_approved"),
        State::Downloaded => (&events::EXPIRED, State::Downloaded, "passphrase_not_read"),
        State::Ready | State::Expired | State::Failed | State::Cancelled => {
            (&events::EXPIRED, State::Expired, "not_fetched")
        }
    };
    let grant = Grant::<ExportExpire>::system(kernel).await?;
    let event = Event::new()
        .kind(kind)
        .resource("export", id.uuid())
        .field(fields::WHY, why);
    let receipt = grant.record(event).await?;
    remove(&receipt, id).await?;
    let mut change = receipt.begin().await?;
    store::end(&mut change, id, from, to).await?;
    change.commit().await
}

/// Removes what an export made: its file and its passphrase.
pub(super) async fn remove<P: Changes + Seals<Passphrase>>(
    receipt: &Receipt<P>,
    id: ExportId,
) -> Result<(), Failure> {
    let kernel = receipt.kernel();
    remove_file(&file_path(kernel, id)).await?;
    Ok(kernel.vault().discard_passphrase(receipt, id).await?)
}

async fn remove_file(path: &Path) -> Result<(), Failure> {
    match tokio::fs::remove_file(path).await {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => {
            tracing::error!(%error, "an export file cannot be removed");
            Err(Failure::Unavailable("the export directory"))
        }
    }
}

/// A file whose export neither runs nor waits to be fetched.
async fn find_orphan(kernel: &Kernel) -> Result<Option<ExportId>, Failure> {
    let unreadable = |error: io::Error| {
        tracing::error!(%error, "the export directory cannot be read");
        Failure::Unavailable("the export directory")
    };
    let directory = &kernel.settings().features.of::<ExportSettings>().directory;
    let mut entries = tokio::fs::read_dir(directory).await.map_err(unreadable)?;
    while let Some(entry) = entries.next_entry().await.map_err(unreadable)? {
        let name = entry.file_name();
        let id = name
            .to_str()
            .and_then(|name| name.strip_suffix(".zip")?.parse().ok());
        let Some(id) = id else {
            continue;
        };
        let state = store::state_of(kernel.business().reader(), id).await?;
        if !matches!(state, Some(State::Running | State::Ready)) {
            return Ok(Some(id));
        }
    }
    Ok(None)
}

async fn remove_orphan(kernel: &Arc<Kernel>, id: ExportId) -> Result<(), Failure> {
    let grant = Grant::<ExportExpire>::system(kernel).await?;
    let event = Event::new()
        .kind(&events::EXPIRED)
        .resource("export", id.uuid())
        .field(fields::WHY, "left_behind");
    let receipt = grant.record(event).await?;
    remove_file(&file_path(receipt.kernel(), id)).await
}
