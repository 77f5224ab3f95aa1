//! The page of an entry that is past its retention: its number and its hash are all that is left.

use askama::Template;

use super::AuditRead;
use crate::i18n::key;
use crate::kernel::{
    audit::Event,
    authz::Grant,
    failure::Failure,
    http::{Answer, Shell},
};

/// Shows what is left of an entry without a body.
///
/// # Errors
/// [`Failure::NotFound`] when there never was one.
pub(super) async fn show(grant: Grant<AuditRead>, sequence: i64) -> Result<Answer, Failure> {
    grant.require_all_scope()?;
    let leaf = grant.log().pruned_leaf(sequence).await?;
    let leaf = hex::encode(leaf.ok_or(Failure::NotFound)?);
    let receipt = grant
        .record(Event::new().resource("audit", sequence))
        .await?;
    let shell = receipt.shell().await?;
    receipt.page(&PrunedPage {
        shell,
        sequence,
        leaf,
    })
}

#[derive(Template)]
#[template(path = "audit_trail/pruned.html")]
struct PrunedPage {
    shell: Shell,
    sequence: i64,
    leaf: String,
}
