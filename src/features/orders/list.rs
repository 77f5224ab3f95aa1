//! The list of orders, travellers masked.

use actix_web::http::StatusCode;

use super::{
    OrderList,
    filter::{OrderFilter, OrderQuery, OrderSort},
    model::OrderSummary,
    page::{OrderListPage, OrderRow, Results},
    store,
};
use crate::{
    base::ids::{RecordId, SubjectId},
    kernel::{
        audit::{Event, facts},
        authz::Grant,
        failure::Failure,
        http::{Answer, Fields, QueryValue, listing::ListPage},
        parts::Contact,
    },
};

/// `GET /orders`
pub(super) async fn list(
    grant: Grant<OrderList>,
    QueryValue(fields): QueryValue<Fields>,
) -> Result<Answer, Failure> {
    grant.reaches_every_row()?;
    let query = OrderQuery::read(&fields)?;
    if !query.complaints.is_empty() {
        let receipt = grant.fail(Event::new()).await?;
        let shell = receipt.shell().await?;
        let page = OrderListPage::new(shell, query, None);
        return Ok(receipt.page(&page)?.with_status(StatusCode::BAD_REQUEST));
    }
    let orders = grant.kernel().business().reader();
    let total = store::count(orders, &query.filter).await?;
    let rows = store::list(orders, &query.filter, &query.paging).await?;
    let page = query
        .paging
        .cut(rows, |row| (key(query.paging.sort, row), row.id.uuid()));

    let travellers = travellers(&query.filter, &page);
    let event = query
        .filter
        .describe(Event::new())
        .subjects(travellers.iter().copied())
        .count(i64::try_from(page.rows.len()).unwrap_or(i64::MAX))
        .fact(facts::TOTAL, total);
    let receipt = grant.record(event).await?;

    let places: Vec<(SubjectId, RecordId)> = travellers
        .iter()
        .map(|traveller| ((*traveller).into(), (*traveller).into()))
        .collect();
    let sealed = receipt.kernel().vault().fetch(&receipt, &places).await?;
    let mut rows = Vec::with_capacity(page.rows.len());
    for order in page.rows {
        let traveller = order.traveller_id;
        rows.push(OrderRow {
            contact: sealed.masked::<Contact, _>(&receipt, traveller, traveller)?,
            order,
        });
    }
    let traveller = match query.filter.traveller {
        Some(traveller) => Some(sealed.masked::<Contact, _>(&receipt, traveller, traveller)?),
        None => None,
    };
    let results = Results {
        rows,
        total,
        traveller,
        previous: page.previous.map(|place| query.address.at(place)),
        next: page.next.map(|place| query.address.at(place)),
    };
    let shell = receipt.shell().await?;
    receipt.page(&OrderListPage::new(shell, query, Some(results)))
}

/// What the list is sorted by, as the cursor keeps it.
fn key(sort: OrderSort, order: &OrderSummary) -> i64 {
    match sort {
        OrderSort::Newest | OrderSort::Oldest => order.created_at.micros(),
        OrderSort::Largest | OrderSort::Smallest => order.amount.fen(),
    }
}

/// Whose data the page shows: of its rows, and the one it was narrowed to.
fn travellers(
    filter: &OrderFilter,
    page: &ListPage<OrderSummary>,
) -> Vec<crate::base::ids::TravellerId> {
    page.rows
        .iter()
        .map(|row| row.traveller_id)
        .chain(filter.traveller)
        .collect()
}
