//! One order: its fields, its itinerary in clear, its traveller masked. Two queries of the stores, whatever it holds.

use super::{
    OrderRead, OrderRevealContact, OrderRevealIdentity,
    page::{ItineraryView, OrderDetailPage},
    store,
};
use crate::{
    base::order_no::OrderNo,
    kernel::{
        audit::Event,
        authz::Grant,
        failure::Failure,
        http::{Answer, PathValue},
        parts::{Contact, Identity, Itinerary},
    },
};

/// `GET /orders/{order_no}`
pub(super) async fn detail(
    grant: Grant<OrderRead>,
    PathValue(number): PathValue<OrderNo>,
) -> Result<Answer, Failure> {
    grant.concerns("order", &number);
    grant.require_all_scope()?;
    let order = store::find(grant.kernel().business().reader(), &number)
        .await?
        .ok_or(Failure::NotFound)?;
    let (traveller, record) = (order.summary.traveller_id, order.summary.id);
    let (may_reveal_contact, may_reveal_identity) = (
        grant.may::<OrderRevealContact>(),
        grant.may::<OrderRevealIdentity>(),
    );

    let event = Event::new().resource("order", &number).subject(traveller);
    let receipt = grant.record(event).await?;
    let refs = [
        (traveller.into(), traveller.into()),
        (traveller.into(), record.into()),
    ];
    let sealed = receipt.kernel().vault().fetch(&receipt, &refs).await?;
    let itinerary = sealed.reveal::<Itinerary, _>(&receipt, traveller, record)?;
    let page = OrderDetailPage {
        shell: receipt.shell().await?,
        contact: sealed.masked::<Contact, _>(&receipt, traveller, traveller)?,
        identity: sealed.masked::<Identity, _>(&receipt, traveller, traveller)?,
        itinerary: itinerary.as_ref().map(ItineraryView::new),
        may_reveal_contact,
        may_reveal_identity,
        order,
    };
    receipt.page(&page)
}
