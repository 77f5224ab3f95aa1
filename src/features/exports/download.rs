//! `POST /exports/{id}/download`: sends the file, once. It is removed when the last byte was read or the client went away.

use super::{
    events,
    model::{Notice, State},
    notice::nothing_left,
    own::find_own,
    permissions::ExportDownload,
    store,
    words::{file_name, file_path},
};
use crate::{
    base::ids::ExportId,
    kernel::{
        audit::Event,
        authz::Grant,
        failure::Failure,
        http::{Answer, Download, PathValue},
    },
};

pub(super) async fn download(
    grant: Grant<ExportDownload>,
    id: PathValue<ExportId>,
) -> Result<Answer, Failure> {
    let export = find_own(&grant, id.0).await?;
    if export.state != State::Ready {
        return nothing_left(grant, &export, Notice::Download).await;
    }
    let kernel = grant.kernel();
    let path = file_path(kernel, export.id);
    let file = tokio::fs::File::open(&path)
        .await
        .map_err(|_| Failure::Conflict)?;
    let metadata = file.metadata().await.map_err(|_| Failure::Conflict)?;
    let sha256 = export
        .file_sha256
        .as_deref()
        .and_then(|digest| digest.try_into().ok())
        .ok_or(Failure::Conflict)?;
    let event = Event::new()
        .resource("export", export.id.uuid())
        .count(export.rows)
        .field(events::FILE_SHA256, sha256);
    let receipt = grant.record(event).await?;
    let now = receipt.kernel().clock().now();
    let mut change = receipt.begin().await?;
    let first = store::download(&mut change, export.id, now).await?;
    change.commit().await?;
    if !first {
        return Err(Failure::Conflict);
    }
    Ok(receipt.download(Download {
        file,
        bytes: metadata.len(),
        name: file_name(&export, "zip"),
        media_type: "application/zip",
        remove: Some(path),
    }))
}
