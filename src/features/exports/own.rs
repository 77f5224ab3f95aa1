//! Whose an export is.

use super::{export::Export, store};
use crate::{
    base::ids::ExportId,
    kernel::{
        authz::{Grant, Permission},
        failure::Failure,
    },
};

/// The export, if it is this person's own: whatever the policy's scope, a deed belongs to who asked for it.
pub(super) async fn find_own<P: Permission>(
    grant: &Grant<P>,
    id: ExportId,
) -> Result<Export, Failure> {
    let owner = grant.staff()?;
    store::find(grant.kernel().business().reader(), id, Some(owner))
        .await?
        .ok_or(Failure::NotFound)
}
