//! `GET /keys`: how the keys are.

use super::{KeysRead, page::KeysPage};
use crate::kernel::{
    audit::Event,
    authz::Grant,
    http::{Answer, Failure},
};

pub(super) async fn show(grant: Grant<KeysRead>) -> Result<Answer, Failure> {
    grant.reaches_every_row()?;
    let status = grant.kernel().vault().status().await?;
    let receipt = grant.record(Event::new()).await?;
    let shell = receipt.shell().await?.without_watermark();
    let now = receipt.kernel().clock().now();
    receipt.page(&KeysPage::new(shell, status, now))
}
