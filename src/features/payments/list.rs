//! The list of payments, with the totals of what was looked for.

use actix_web::http::StatusCode;

use super::{
    PaymentList,
    filter::{PaymentQuery, PaymentSort},
    model::Payment,
    page::{PaymentListPage, Results},
    store,
};
use crate::kernel::{
    audit::{Event, facts},
    authz::Grant,
    failure::Failure,
    http::{Answer, Fields, QueryValue},
};

/// `GET /payments`
pub(super) async fn list(
    grant: Grant<PaymentList>,
    QueryValue(fields): QueryValue<Fields>,
) -> Result<Answer, Failure> {
    grant.reaches_every_row()?;
    let query = PaymentQuery::read(&fields)?;
    if !query.complaints.is_empty() {
        let receipt = grant.fail(Event::new()).await?;
        let shell = receipt.shell().await?.without_watermark();
        let page = PaymentListPage::new(shell, query, None);
        return Ok(receipt.page(&page)?.with_status(StatusCode::BAD_REQUEST));
    }
    let payments = grant.kernel().business().reader();
    let totals = store::totals(payments, &query.filter).await?;
    let rows = store::list(payments, &query.filter, &query.paging).await?;
    let page = query
        .paging
        .cut(rows, |row| (key(query.paging.sort, row), row.id.uuid()));
    let event = query
        .filter
        .describe(Event::new())
        .count(i64::try_from(page.rows.len()).unwrap_or(i64::MAX))
        .fact(facts::TOTAL, totals.count());
    let receipt = grant.record(event).await?;
    let results = Results {
        rows: page.rows,
        totals,
        previous: page.previous.map(|place| query.address.at(place)),
        next: page.next.map(|place| query.address.at(place)),
    };
    let shell = receipt.shell().await?.without_watermark();
    receipt.page(&PaymentListPage::new(shell, query, Some(results)))
}

/// What the list is sorted by, as the cursor keeps it.
fn key(sort: PaymentSort, payment: &Payment) -> i64 {
    match sort {
        PaymentSort::Newest | PaymentSort::Oldest => payment.created_at.micros(),
        PaymentSort::Largest | PaymentSort::Smallest => payment.amount.fen(),
    }
}
