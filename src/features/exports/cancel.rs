//! `POST /exports/{id}/cancel`: withdraws an export; a worker that is at it notices and stops.

use super::{
    expire::remove,
    model::{Notice, State},
    notice::nothing_left,
    own::find_own,
    permissions::ExportCancel,
    store,
};
use crate::{
    base::ids::ExportId,
    kernel::{
        audit::Event,
        authz::Grant,
        failure::Failure,
        http::{Answer, LocalPath, PathValue},
    },
};

pub(super) async fn cancel(
    grant: Grant<ExportCancel>,
    id: PathValue<ExportId>,
) -> Result<Answer, Failure> {
    let export = find_own(&grant, id.0).await?;
    if export.state.is_over() {
        return nothing_left(grant, &export, Notice::Cancel).await;
    }
    let receipt = grant
        .record(Event::new().resource("export", export.id.uuid()))
        .await?;
    let mut change = receipt.begin().await?;
    let ended = store::end(&mut change, export.id, export.state, State::Cancelled).await?;
    change.commit().await?;
    if !ended {
        return Err(Failure::Conflict);
    }
    // A running worker removes its own file when it finds that the export is no longer its own.
    if export.state == State::Ready {
        remove(&receipt, export.id).await?;
    }
    Ok(receipt.redirect(&LocalPath::of(format!("/exports/{}", export.id))))
}
