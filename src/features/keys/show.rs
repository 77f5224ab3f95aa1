//! `GET /keys`: how the keys are.

use super::{KeysRead, page::KeysPage};
use crate::kernel::{
    audit::Event,
    authz::{Grant, Receipt},
    failure::Failure,
    http::Answer,
    vault::KeyStatus,
};

pub(super) async fn show(grant: Grant<KeysRead>) -> Result<Answer, Failure> {
    let (receipt, status) = read(grant).await?;
    let shell = receipt.shell().await?.without_watermark();
    let now = receipt.kernel().clock().now();
    receipt.page(&KeysPage::new(shell, status, now))
}

/// How the keys are, recorded before anybody learns of it.
///
/// # Errors
/// When the log or a store refuses.
pub async fn status(grant: Grant<KeysRead>) -> Result<KeyStatus, Failure> {
    Ok(read(grant).await?.1)
}

async fn read(grant: Grant<KeysRead>) -> Result<(Receipt<KeysRead>, KeyStatus), Failure> {
    grant.require_all_scope()?;
    let status = grant.kernel().vault().status().await?;
    Ok((grant.record(Event::new()).await?, status))
}
