//! One payment.

use super::{PaymentRead, page::PaymentDetailPage, store};
use crate::{
    base::ids::PaymentId,
    kernel::{
        audit::Event,
        authz::Grant,
        failure::Failure,
        http::{Answer, PathValue},
    },
};

/// `GET /payments/{id}`
pub(super) async fn detail(
    grant: Grant<PaymentRead>,
    PathValue(id): PathValue<PaymentId>,
) -> Result<Answer, Failure> {
    grant.concerns("payment", id.uuid());
    grant.require_all_scope()?;
    let payment = store::find(grant.kernel().business().reader(), id)
        .await?
        .ok_or(Failure::NotFound)?;
    let event = Event::new().resource("payment", id.uuid());
    let receipt = grant.record(event).await?;
    receipt.page(&PaymentDetailPage {
        shell: receipt.shell().await?.without_watermark(),
        payment,
    })
}
