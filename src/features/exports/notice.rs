//! The answer to whoever asks an export for what it has given already.

use super::{export::Export, model::Notice};
use crate::kernel::{
    audit::{Event, fields},
    authz::{Grant, Permission},
    failure::Failure,
    http::{Answer, LocalPath},
};

/// A second download, passphrase or withdrawal: recorded as failed, and led back to the export, which says how things stand.
pub(super) async fn nothing_left<P: Permission>(
    grant: Grant<P>,
    export: &Export,
    notice: Notice,
) -> Result<Answer, Failure> {
    let event = Event::new()
        .resource("export", export.id.uuid())
        .field(fields::WHY, "over");
    let receipt = grant.fail(event).await?;
    let place = format!("/exports/{}?notice={notice}", export.id);
    Ok(receipt.redirect(&LocalPath::of(place)))
}
