//! The list of orders, travellers masked.

use actix_web::http::StatusCode;

use super::{
    OrderList, PATH, events,
    model::OrderSummary,
    page::{OrderListPage, OrderRow, narrowed_to},
    store,
};
use crate::{
    base::{
        ids::{RecordId, SubjectId, TravellerId},
        travel::{OrderChannel, OrderStatus},
    },
    i18n::key,
    kernel::{
        audit::{Event, fields},
        authz::Grant,
        failure::Failure,
        http::{
            Answer, Fields, QueryValue,
            listing::{Filter, Heading, List, ListRequest, Operand, Sort},
        },
        parts::Contact,
    },
};

const LIST: List<OrderSummary> = List {
    path: PATH,
    filters: &[
        Filter::choice::<OrderStatus>(events::STATUS, key::ORDERS_STATUS),
        Filter::choice::<OrderChannel>(events::CHANNEL, key::ORDERS_CHANNEL),
        Filter::from_day(key::ORDERS_FROM, "created_at"),
        Filter::to_day(key::ORDERS_TO, "created_at"),
        Filter::id::<TravellerId>(events::TRAVELLER, key::ORDERS_TRAVELLER).column("traveller_id"),
    ],
    sorts: &[
        Sort {
            name: "created",
            column: "created_at",
            key: |order| order.created_at.micros(),
            words: Some((key::ORDERS_SORT_NEWEST, key::ORDERS_SORT_OLDEST)),
        },
        Sort {
            name: "amount",
            column: "amount",
            key: |order| order.amount.fen(),
            words: Some((key::ORDERS_SORT_LARGEST, key::ORDERS_SORT_SMALLEST)),
        },
    ],
    id: |order| order.id.uuid(),
    headings: &[
        Heading::of(key::ORDERS_ORDER_NO),
        Heading::of(key::ORDERS_CREATED).sorted("created"),
        Heading::of(key::ORDERS_TRAVELLER),
        Heading::of(key::ORDERS_PHONE),
        Heading::of(key::ORDERS_PRODUCT),
        Heading::of(key::ORDERS_CHANNEL),
        Heading::of(key::ORDERS_STATUS),
        Heading::of(key::ORDERS_AMOUNT).number().sorted("amount"),
    ],
    none_yet: (key::ORDERS_NONE_YET, key::ORDERS_NONE_YET_ADVICE),
    none_found: (key::ORDERS_EMPTY, key::ORDERS_EMPTY_ADVICE),
};

/// `GET /orders`
pub(super) async fn list(
    grant: Grant<OrderList>,
    QueryValue(fields): QueryValue<Fields>,
) -> Result<Answer, Failure> {
    grant.require_all_scope()?;
    let query = LIST.read(&fields)?;
    if query.is_wrong() {
        let receipt = grant.fail(Event::new()).await?;
        let shell = receipt.shell().await?;
        let page = OrderListPage {
            list: query.view(&shell),
            shell,
            rows: Vec::new(),
        };
        return Ok(receipt.page(&page)?.with_status(StatusCode::BAD_REQUEST));
    }
    let orders = grant.kernel().business().reader();
    let total = query.count(orders, store::COUNT).await?;
    let page = query.page(orders, store::LIST).await?;

    let narrowed = traveller(&query);
    let rows = page.rows.iter().map(|order| order.traveller_id);
    let travellers: Vec<TravellerId> = rows.chain(narrowed).collect();
    let event = query
        .describe(Event::new())
        .subjects(travellers.iter().copied())
        .count(page.count())
        .field(fields::TOTAL, total);
    let receipt = grant.record(event).await?;

    let refs: Vec<(SubjectId, RecordId)> = travellers
        .iter()
        .map(|traveller| ((*traveller).into(), (*traveller).into()))
        .collect();
    let sealed = receipt.kernel().vault().fetch(&receipt, &refs).await?;
    let contact = |id: TravellerId| sealed.masked::<Contact, _>(&receipt, id, id);
    let shell = receipt.shell().await?;
    let mut list = query.view_of(&shell, &page, shell.count(key::ORDERS_COUNT, total));
    if let Some(traveller) = narrowed {
        let who = narrowed_to(&shell, &contact(traveller)?);
        list = list.showing(events::TRAVELLER.name(), who);
    }
    let mut rows = Vec::with_capacity(page.rows.len());
    for order in page.rows {
        rows.push(OrderRow {
            contact: contact(order.traveller_id)?,
            order,
        });
    }
    receipt.page(&OrderListPage { shell, list, rows })
}

/// The traveller that the list is narrowed to.
fn traveller(query: &ListRequest<OrderSummary>) -> Option<TravellerId> {
    match query.operand(events::TRAVELLER.name())? {
        Operand::Id(id) => Some(TravellerId::from_uuid(*id)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Result<ListRequest<OrderSummary>, Failure> {
        LIST.read(&serde_urlencoded::from_str(query).unwrap())
    }

    #[test]
    fn every_filter_is_read_and_kept_in_links() {
        let url =
            "status=paid&channel=wechat&from=2026-11-01&to=2026-11-22&sort=amount_desc&size=20";
        let query = read(url).unwrap();
        assert_eq!(query.operand("status"), Some(&Operand::Code("paid")));
        assert!(!query.is_wrong());
        assert_eq!(query.address().to_string(), format!("/orders?{url}"));
        assert!(!read("").unwrap().is_narrowed());
    }

    #[test]
    fn a_phone_in_the_url_is_refused() {
        for url in ["q=14200001234", "traveller=14200001234", "status=paid%27"] {
            assert_eq!(read(url).err(), Some(Failure::BadRequest), "{url}");
        }
    }
}
