//! The search box: an order number, or a whole phone number through the blind index. It posts, so that a phone number
//! stays out of addresses, histories and logs. Searches by phone are capped, so that nobody guesses a masked number open.

use actix_web::http::StatusCode;

use super::{
    OrderList, PATH,
    caps::{self, MISSES},
    events,
    page::{SearchFound, SearchPage},
    store,
    wanted::Wanted,
};
use crate::{
    base::{order_no::OrderNo, personal::find_personal, phone::Phone},
    i18n::key,
    kernel::{
        audit::{Event, fields},
        authz::{Cap, Grant, Receipt},
        failure::Failure,
        http::{Answer, FieldErrors, Form, LocalPath, OpenedFields},
        parts::TravellerPhone,
    },
};

/// `POST /orders/search`
pub(super) async fn search(
    grant: Grant<OrderList>,
    Form(fields): Form<OpenedFields>,
) -> Result<Answer, Failure> {
    grant.require_all_scope()?;
    let fields = match fields {
        Ok(fields) => fields,
        Err(refusal) => {
            let event = Event::new().kind(&events::SEARCHED);
            let receipt = grant.refuse_envelope(refusal, event).await?;
            return again(&receipt, refusal.key(), String::new()).await;
        }
    };
    match Wanted::parse(fields.get("search")) {
        Some(Wanted::Order(number)) => by_number(grant, number).await,
        Some(Wanted::Phone(phone)) => by_phone(grant, phone).await,
        None => explain(grant, fields.get("search")).await,
    }
}

async fn by_number(grant: Grant<OrderList>, number: OrderNo) -> Result<Answer, Failure> {
    let known = store::find_traveller(grant.kernel().business().reader(), &number).await?;
    let event = Event::new()
        .kind(&events::SEARCHED)
        .resource("order", &number)
        .count(i64::from(known.is_some()));
    let receipt = grant.record(event).await?;
    if known.is_some() {
        return Ok(receipt.redirect(&LocalPath::of(format!("{PATH}/{number}"))));
    }
    receipt.page(&SearchPage {
        shell: receipt.shell().await?,
        errors: FieldErrors::default(),
        typed: number.to_string(),
        found: SearchFound::NoOrder(number),
    })
}

async fn by_phone(grant: Grant<OrderList>, phone: Phone) -> Result<Answer, Failure> {
    // Before looking: over the cap a number that somebody has is answered like one that nobody has.
    if let Some(cap) = grant.reached(&MISSES).await? {
        return refuse(grant, cap).await;
    }
    let vault = grant.kernel().vault();
    let known = vault.find(&grant, &TravellerPhone(&phone)).await?;
    let event = Event::new()
        .field(events::BY, "phone")
        .count(i64::from(known.is_some()));
    let event = match known {
        // Whoever asks who looked for this traveller finds the entry; it opens nothing.
        Some(traveller) => event
            .kind(&events::SEARCHED)
            .resource("traveller", traveller.uuid())
            .subject(traveller)
            .opens([]),
        None => event.kind(&events::SEARCH_MISSED),
    };
    let receipt = grant.record(event).await?;
    if receipt.had_reached(&MISSES).await?.is_some() {
        return Err(Failure::TooMany);
    }
    if let Some(traveller) = known {
        let narrowed = format!("{PATH}?{}={traveller}", events::TRAVELLER.name());
        return Ok(receipt.redirect(&LocalPath::of(narrowed)));
    }
    receipt.page(&SearchPage {
        shell: receipt.shell().await?,
        errors: FieldErrors::default(),
        typed: String::new(),
        found: SearchFound::NoTraveller,
    })
}

/// Too many numbers that nobody has: say until when, and what can be done meanwhile.
async fn refuse(grant: Grant<OrderList>, cap: Cap) -> Result<Answer, Failure> {
    let event = Event::new()
        .kind(&events::SEARCH_REFUSED)
        .field(fields::CAUSE, "too_many");
    let receipt = grant.deny(event).await?;
    let shell = receipt.shell().await?;
    let advice = if caps::is_daily(&cap) {
        shell.fill(key::ORDERS_SEARCH_CAPPED_DAY, "count", cap.most)
    } else {
        shell.fill(key::ORDERS_SEARCH_CAPPED_HOUR, "count", cap.most)
    };
    let page = SearchPage {
        shell,
        errors: FieldErrors::default(),
        typed: String::new(),
        found: SearchFound::Capped(advice),
    };
    Ok(receipt
        .page(&page)?
        .with_status(StatusCode::TOO_MANY_REQUESTS))
}

/// What was typed is neither: say what can be searched for.
async fn explain(grant: Grant<OrderList>, typed: &str) -> Result<Answer, Failure> {
    let receipt = grant.fail(Event::new().kind(&events::SEARCHED)).await?;
    // What looks like somebody's number is not repeated.
    let typed = if find_personal(typed).is_some() {
        String::new()
    } else {
        typed.to_owned()
    };
    again(&receipt, key::ORDERS_SEARCH_UNCLEAR, typed).await
}

/// The search box again, with what is wrong.
async fn again(receipt: &Receipt<OrderList>, key: &str, typed: String) -> Result<Answer, Failure> {
    let shell = receipt.shell().await?;
    let mut errors = FieldErrors::default();
    errors.add("search", shell.t(key));
    let page = SearchPage {
        shell,
        errors,
        typed,
        found: SearchFound::Unclear,
    };
    Ok(receipt
        .page(&page)?
        .with_status(StatusCode::UNPROCESSABLE_ENTITY))
}
