//! The search box: an order number, or a whole phone number through the blind index. It posts, so that a phone number
//! stays out of addresses, histories and logs.

use actix_web::http::StatusCode;

use super::{
    OrderList, PATH,
    filter::{TRAVELLER, Wanted},
    page::{SearchFound, SearchPage},
    store,
};
use crate::{
    base::{order_no::OrderNo, personal::find_personal, phone::Phone},
    kernel::{
        audit::{Event, Fact},
        authz::Grant,
        http::{Answer, Failure, FieldErrors, Fields, Form, LocalPath},
        vault::TravellerPhone,
    },
};

const SEARCHED: &str = "order.searched";

/// `POST /orders/search`
pub(super) async fn search(
    grant: Grant<OrderList>,
    Form(fields): Form<Fields>,
) -> Result<Answer, Failure> {
    grant.reaches_every_row()?;
    match Wanted::parse(fields.get("search")) {
        Some(Wanted::Order(number)) => by_number(grant, number).await,
        Some(Wanted::Phone(phone)) => by_phone(grant, phone).await,
        None => explain(grant, fields.get("search")).await,
    }
}

async fn by_number(grant: Grant<OrderList>, number: OrderNo) -> Result<Answer, Failure> {
    let known = store::find_traveller(grant.kernel().business().reader(), &number).await?;
    let event = Event::new()
        .called(SEARCHED)
        .about("order", &number)
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
    let vault = grant.kernel().vault();
    let known = vault.find(&grant, &TravellerPhone(&phone)).await?;
    let mut event = Event::new()
        .called(SEARCHED)
        .fact("by", Fact::Word("phone"))
        .count(i64::from(known.is_some()));
    if let Some(traveller) = known {
        event = event.about("traveller", traveller.uuid());
    }
    let receipt = grant.record(event).await?;
    if let Some(traveller) = known {
        let narrowed = format!("{PATH}?{TRAVELLER}={traveller}");
        return Ok(receipt.redirect(&LocalPath::of(narrowed)));
    }
    receipt.page(&SearchPage {
        shell: receipt.shell().await?,
        errors: FieldErrors::default(),
        typed: String::new(),
        found: SearchFound::NoTraveller,
    })
}

/// What was typed is neither: say what can be searched for.
async fn explain(grant: Grant<OrderList>, typed: &str) -> Result<Answer, Failure> {
    let receipt = grant.fail(Event::new().called(SEARCHED)).await?;
    let shell = receipt.shell().await?;
    let mut errors = FieldErrors::default();
    errors.add("search", shell.t("orders.search_unclear"));
    // What looks like somebody's number is not repeated.
    let typed = if find_personal(typed).is_some() {
        String::new()
    } else {
        typed.to_owned()
    };
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
