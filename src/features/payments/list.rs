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
    i18n::key,
    kernel::{
        audit::{Event, fields},
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
        Filter::order_number("order_no", key::PAYMENTS_ORDER_NO),
        Filter::text::<TradeNo>(
            "trade_no",
            key::PAYMENTS_TRADE_NO,
            key::PAYMENTS_TRADE_NO_MALFORMED,
        ),
        Filter::choice::<PaymentStatus>(events::STATUS, key::PAYMENTS_STATUS),
        Filter::choice::<PaymentMethod>(events::METHOD, key::PAYMENTS_METHOD),
        Filter::from_day(key::PAYMENTS_FROM, "created_at"),
        Filter::to_day(key::PAYMENTS_TO, "created_at"),
    ],
    sorts: &[
        Sort {
            name: "created",
            column: "created_at",
            key: |payment| payment.created_at.micros(),
            words: Some((key::PAYMENTS_SORT_NEWEST, key::PAYMENTS_SORT_OLDEST)),
        },
        Sort {
            name: "amount",
            column: "amount",
            key: |payment| payment.amount.fen(),
            words: Some((key::PAYMENTS_SORT_LARGEST, key::PAYMENTS_SORT_SMALLEST)),
        },
    ],
    id: |payment| payment.id.uuid(),
    headings: &[
        Heading::of(key::PAYMENTS_ORDER_NO),
        Heading::of(key::PAYMENTS_CREATED).sorted("created"),
        Heading::of(key::PAYMENTS_PAID_AT),
        Heading::of(key::PAYMENTS_METHOD),
        Heading::of(key::PAYMENTS_TRADE_NO),
        Heading::of(key::PAYMENTS_STATUS),
        Heading::of(key::PAYMENTS_AMOUNT).number().sorted("amount"),
    ],
    none_yet: (key::PAYMENTS_NONE_YET, key::PAYMENTS_NONE_YET_ADVICE),
    none_found: (key::PAYMENTS_EMPTY, key::PAYMENTS_EMPTY_ADVICE),
};

/// `GET /payments`
pub(super) async fn list(
    grant: Grant<PaymentList>,
    QueryValue(fields): QueryValue<Fields>,
) -> Result<Answer, Failure> {
    grant.require_all_scope()?;
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
        .field(fields::TOTAL, totals.count());
    let receipt = grant.record(event).await?;
    let shell = receipt.shell().await?.without_watermark();
    let found = shell.count(key::PAYMENTS_FOUND, totals.count());
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
