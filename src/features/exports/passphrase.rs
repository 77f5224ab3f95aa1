//! `POST /exports/{id}/passphrase`: shows the archive's passphrase once; then it is gone, with the key it was sealed under.

use super::{
    model::Notice,
    notice::nothing_left,
    own::find_own,
    page::{DetailPage, Moment},
    permissions::ExportPassphrase,
    store,
};
use crate::{
    base::ids::ExportId,
    kernel::{
        audit::Event,
        authz::Grant,
        failure::Failure,
        http::{Answer, PathValue},
        parts::Passphrase,
    },
};

pub(super) async fn show(
    grant: Grant<ExportPassphrase>,
    id: PathValue<ExportId>,
) -> Result<Answer, Failure> {
    let mut export = find_own(&grant, id.0).await?;
    if export.passphrase_read {
        return nothing_left(grant, &export, Notice::Passphrase).await;
    }
    let event = Event::new()
        .resource("export", export.id.uuid())
        .subject(export.id);
    let receipt = grant.record(event).await?;
    let vault = receipt.kernel().vault();
    let sealed = vault
        .fetch(&receipt, &[(export.id.into(), export.id.into())])
        .await?;
    let passphrase = sealed
        .reveal::<Passphrase, _>(&receipt, export.id, export.id)?
        .at_hand()?;
    let passphrase = passphrase.part().ok_or(Failure::Conflict)?;
    let mut change = receipt.begin().await?;
    let first = store::read_passphrase(&mut change, export.id).await?;
    change.commit().await?;
    if !first {
        return Err(Failure::Conflict);
    }
    vault.discard_passphrase(&receipt, export.id).await?;
    export.passphrase_read = true;
    let shell = receipt.shell().await?.without_watermark();
    let shown = passphrase.show(|part| &part.text);
    receipt.page(&DetailPage::new(
        shell,
        &export,
        Moment::default(),
        Some(shown),
    ))
}
