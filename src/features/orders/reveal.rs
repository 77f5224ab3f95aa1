//! Revealing one part of an order's traveller: for a reason, once, with an entry of its own, on a page of its own.
//!
//! Each part is a permission, and the receipt of one opens no other part: that is why the revealed value does not stand
//! on the detail page.

use actix_web::http::StatusCode;

use super::{
    caps, events,
    model::RevealWords,
    page::{RevealPage, RevealedPage, RevealedValue},
    store,
};
use crate::{
    base::{ids::TravellerId, order_no::OrderNo, reason::Reason},
    kernel::{
        audit::{Event, EventKind, fields},
        authz::{Grant, Permission, Reveals},
        failure::Failure,
        http::{Answer, Fields, Form, PathValue},
        parts::Part,
        vault::Revealed,
    },
};

/// A permission to reveal one part, with what its pages need.
pub(super) trait RevealsOne: Permission + Reveals<<Self as RevealsOne>::Opened> {
    type Opened: Part;
    const WORDS: RevealWords;
    /// The event when it is revealed.
    const REVEALED: &'static EventKind;
    /// The event when a revealed value is copied.
    const COPIED: &'static EventKind;

    /// The values that are shown, in their order.
    fn values(part: &Revealed<Self::Opened>) -> Vec<RevealedValue<'_>>;
}

/// `POST /orders/{order_no}/reveal-…`
pub(super) async fn reveal<P: RevealsOne>(
    grant: Grant<P>,
    PathValue(number): PathValue<OrderNo>,
    Form(fields): Form<Fields>,
) -> Result<Answer, Failure> {
    let traveller = traveller(&grant, &number).await?;
    let event = Event::new().resource("order", &number);
    let reason = match Reason::parse(fields.get("reason")) {
        Ok(reason) => reason,
        Err(error) => {
            let event = event
                .kind(&events::REVEAL_REFUSED)
                .field(fields::CAUSE, error.word());
            let receipt = grant.fail(event).await?;
            let shell = receipt.shell().await?;
            let page = RevealPage::refused(shell, number, P::WORDS, fields.get("reason"), error);
            return Ok(receipt
                .page(&page)?
                .with_status(StatusCode::UNPROCESSABLE_ENTITY));
        }
    };
    let caps = caps::reveals(P::REVEALED);
    let event = event.subject(traveller).reason(reason);
    if let Some(cap) = grant.reached(&caps).await? {
        let event = event
            .kind(&events::REVEAL_REFUSED)
            .field(fields::CAUSE, "too_many");
        let receipt = grant.deny(event).await?;
        let shell = receipt.shell().await?;
        let page = RevealPage::capped(shell, number, P::WORDS, fields.get("reason"), cap.most);
        return Ok(receipt
            .page(&page)?
            .with_status(StatusCode::TOO_MANY_REQUESTS));
    }
    let receipt = grant.record(event.kind(P::REVEALED)).await?;
    if receipt.had_reached(&caps).await?.is_some() {
        return Err(Failure::TooMany);
    }
    let refs = [(traveller.into(), traveller.into())];
    let sealed = receipt.kernel().vault().fetch(&receipt, &refs).await?;
    let part = sealed
        .reveal::<P::Opened, _>(&receipt, traveller, traveller)?
        .at_hand()?;
    receipt.page(&RevealedPage {
        shell: receipt.shell().await?,
        order_no: number,
        words: P::WORDS,
        values: part.part().map(P::values).unwrap_or_default(),
        absence: part.absence(),
    })
}

/// `POST /orders/{order_no}/…-copied`: the page says that a revealed value is about to be copied.
pub(super) async fn copied<P: RevealsOne>(
    grant: Grant<P>,
    PathValue(number): PathValue<OrderNo>,
) -> Result<Answer, Failure> {
    let traveller = traveller(&grant, &number).await?;
    let event = Event::new()
        .kind(P::COPIED)
        .resource("order", &number)
        .subject(traveller);
    grant.record(event).await?.json(&true)
}

async fn traveller<P: Permission>(
    grant: &Grant<P>,
    number: &OrderNo,
) -> Result<TravellerId, Failure> {
    grant.concerns("order", number);
    grant.require_all_scope()?;
    store::find_traveller(grant.kernel().business().reader(), number)
        .await?
        .ok_or(Failure::NotFound)
}
