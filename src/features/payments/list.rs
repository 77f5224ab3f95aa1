//! The list of payments, with the totals of what was looked for.

use actix_web::http::StatusCode;
use askama::Template;

use super::{
    PATH, PaymentList, events,
    model::{Payment, Totals},
    store,
    trade_no::TradeNo,
};
use crate::{
    base::travel::{PaymentMethod, PaymentStatus},
    kernel::{
        audit::{Event, facts},
        authz::Grant,
        failure::Failure,
        http::{
            Answer, Fields, QueryValue, Shell,
            listing::{Filter, Heading, List, ListView, Sort},
        },
    },
};

pub(super) const LIST: List<Payment> = List {
    path: PATH,
    filters: &[
        Filter::order_number("order_no", "payments.order_no"),
        Filter::text::<TradeNo>(
            "trade_no",
            "payments.trade_no",
            "payments.trade_no_malformed",
        ),
        Filter::choice::<PaymentStatus>(events::STATUS, "payments.status"),
        Filter::choice::<PaymentMethod>(events::METHOD, "payments.method"),
        Filter::from_day("payments.from", "created_at"),
        Filter::to_day("payments.to", "created_at"),
    ],
    sorts: &[
        Sort {
            name: "created",
            column: "created_at",
            key: |payment| payment.created_at.micros(),
            words: Some(("payments.sort_newest", "payments.sort_oldest")),
        },
        Sort {
            name: "amount",
            column: "amount",
            key: |payment| payment.amount.fen(),
            words: Some(("payments.sort_largest", "payments.sort_smallest")),
        },
    ],
    id: |payment| payment.id.uuid(),
    headings: &[
        Heading::of("payments.order_no"),
        Heading::of("payments.created").sorted("created"),
        Heading::of("payments.paid_at"),
        Heading::of("payments.method"),
        Heading::of("payments.trade_no"),
        Heading::of("payments.status"),
        Heading::of("payments.amount").number().sorted("amount"),
    ],
    none_yet: ("payments.none_yet", "payments.none_yet_advice"),
    none_found: ("payments.empty", "payments.empty_advice"),
};

/// `GET /payments`
pub(super) async fn list(
    grant: Grant<PaymentList>,
    QueryValue(fields): QueryValue<Fields>,
) -> Result<Answer, Failure> {
    grant.reaches_every_row()?;
    let query = LIST.read(&fields)?;
    if query.is_wrong() {
        let receipt = grant.fail(Event::new()).await?;
        let shell = receipt.shell().await?.without_watermark();
        let page = PaymentListPage {
            list: query.view(&shell),
            shell,
            rows: Vec::new(),
            totals: Totals::default(),
        };
        return Ok(receipt.page(&page)?.with_status(StatusCode::BAD_REQUEST));
    }
    let payments = grant.kernel().business().reader();
    let totals = store::totals(payments, &query).await?;
    let page = query.page(payments, store::LIST).await?;
    let event = query
        .describe(Event::new())
        .count(page.count())
        .fact(facts::TOTAL, totals.count());
    let receipt = grant.record(event).await?;
    let shell = receipt.shell().await?.without_watermark();
    let found = shell.count("payments.found", totals.count());
    receipt.page(&PaymentListPage {
        list: query.view_of(&shell, &page, found),
        shell,
        rows: page.rows,
        totals,
    })
}

/// `payments/list.html`
#[derive(Template)]
#[template(path = "payments/list.html")]
struct PaymentListPage {
    shell: Shell,
    list: ListView,
    rows: Vec<Payment>,
    /// Of all that match, not only of the page.
    totals: Totals,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::http::listing::{ListRequest, Operand};

    fn read(query: &str) -> Result<ListRequest<Payment>, Failure> {
        LIST.read(&serde_urlencoded::from_str(query).unwrap())
    }

    #[test]
    fn every_filter_is_read() {
        let query = read("status=success&method=wechat&order_no=HF202611220000017&trade_no=4200-1")
            .unwrap();
        assert!(!query.is_wrong());
        assert_eq!(query.operand("method"), Some(&Operand::Code("wechat")));
        assert_eq!(
            query.operand("trade_no"),
            Some(&Operand::Text("4200-1".into()))
        );
        assert!(query.operand("order_no").is_some());
        assert_eq!(read("traveller=1").err(), Some(Failure::BadRequest));
    }

    #[test]
    fn a_phone_in_place_of_a_number_is_not_taken() {
        for text in [
            "order_no=14200001234",
            "trade_no=14200001234",
            "trade_no=4200%201",
        ] {
            let query = read(text).unwrap();
            assert!(query.is_wrong(), "{text}");
            assert!(!query.is_narrowed(), "{text}");
        }
    }
}
