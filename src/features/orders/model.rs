//! Orders as the business store knows them: no traveller's personal value.

use crate::base::{
    clock::Timestamp,
    ids::{OrderId, TravellerId},
    money::Fen,
    order_no::OrderNo,
    travel::{OrderChannel, OrderStatus, PaymentMethod, PaymentStatus},
};
use crate::i18n::key;

/// An order as a list shows it.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct OrderSummary {
    pub id: OrderId,
    pub order_no: OrderNo,
    pub traveller_id: TravellerId,
    pub status: OrderStatus,
    pub channel: OrderChannel,
    pub product: String,
    pub amount: Fen,
    pub created_at: Timestamp,
}

/// An order with one of its payments, or with none: a row of the join that a detail page reads.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct OrderWithPayment {
    #[sqlx(flatten)]
    pub order: OrderSummary,
    pub pax: i64,
    pub updated_at: Timestamp,
    pub payment_method: Option<PaymentMethod>,
    pub payment_status: Option<PaymentStatus>,
    pub payment_amount: Option<Fen>,
    pub paid_at: Option<Timestamp>,
}

/// An order as its own page shows it.
#[derive(Debug)]
pub(super) struct Order {
    pub summary: OrderSummary,
    pub pax: i64,
    pub updated_at: Timestamp,
    pub payments: Vec<OrderPayment>,
}

/// A payment of an order.
#[derive(Debug)]
pub(super) struct OrderPayment {
    pub method: PaymentMethod,
    pub status: PaymentStatus,
    pub amount: Fen,
    pub paid_at: Option<Timestamp>,
}

/// Something that happened to an order: when, and the key of what.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TimelineEvent {
    pub at: Timestamp,
    pub key: &'static str,
}

impl Order {
    /// Puts an order together from the rows of its join; `None` from no rows.
    pub fn from_rows(rows: Vec<OrderWithPayment>) -> Option<Self> {
        let mut rows = rows.into_iter();
        let mut first = rows.next()?;
        let payments = std::iter::once(first.take_payment())
            .chain(rows.map(|mut row| row.take_payment()))
            .flatten()
            .collect();
        Some(Self {
            summary: first.order,
            pax: first.pax,
            updated_at: first.updated_at,
            payments,
        })
    }

    /// What happened to the order, the newest first.
    pub fn timeline(&self) -> Vec<TimelineEvent> {
        let mut timeline = vec![TimelineEvent {
            at: self.summary.created_at,
            key: key::ORDERS_HAPPENED_CREATED,
        }];
        for payment in &self.payments {
            if let Some(at) = payment.paid_at {
                let key = key::ORDERS_HAPPENED_PAID;
                timeline.push(TimelineEvent { at, key });
            }
        }
        if timeline.iter().all(|known| known.at < self.updated_at) {
            timeline.push(TimelineEvent {
                at: self.updated_at,
                key: key::ORDERS_HAPPENED_UPDATED,
            });
        }
        timeline.sort_by_key(|event| std::cmp::Reverse(event.at));
        timeline
    }
}

impl OrderWithPayment {
    fn take_payment(&mut self) -> Option<OrderPayment> {
        Some(OrderPayment {
            method: self.payment_method.take()?,
            status: self.payment_status?,
            amount: self.payment_amount?,
            paid_at: self.paid_at,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(updated_at: i64, paid_at: Option<i64>) -> OrderWithPayment {
        OrderWithPayment {
            order: OrderSummary {
                id: OrderId::generate(),
                order_no: "HF202611220000001".parse().unwrap(),
                traveller_id: TravellerId::generate(),
                status: OrderStatus::Paid,
                channel: OrderChannel::App,
                product: "大理丽江六日".into(),
                amount: Fen::new(686_000),
                created_at: Timestamp::from_micros(10),
            },
            pax: 2,
            updated_at: Timestamp::from_micros(updated_at),
            payment_method: paid_at.map(|_| PaymentMethod::Wechat),
            payment_status: paid_at.map(|_| PaymentStatus::Success),
            payment_amount: paid_at.map(|_| Fen::new(686_000)),
            paid_at: paid_at.map(Timestamp::from_micros),
        }
    }

    #[test]
    fn the_newest_happening_comes_first_and_an_update_is_told_once() {
        let keys = |updated_at, paid_at| {
            let order = Order::from_rows(vec![row(updated_at, paid_at)]).unwrap();
            order
                .timeline()
                .iter()
                .map(|event| event.key)
                .collect::<Vec<_>>()
        };
        assert_eq!(keys(10, None), ["orders.happened_created"]);
        assert_eq!(
            keys(20, Some(20)),
            ["orders.happened_paid", "orders.happened_created"]
        );
        assert_eq!(
            keys(30, Some(20)),
            [
                "orders.happened_updated",
                "orders.happened_paid",
                "orders.happened_created"
            ]
        );
    }

    #[test]
    fn an_order_has_as_many_payments_as_rows_hold() {
        assert!(Order::from_rows(Vec::new()).is_none());
        let unpaid = Order::from_rows(vec![row(10, None)]).unwrap();
        assert!(unpaid.payments.is_empty());
        let twice = Order::from_rows(vec![row(10, Some(20)), row(10, Some(30))]).unwrap();
        assert_eq!(twice.payments.len(), 2);
    }
}

/// What the pages of one part say and where their forms go.
#[derive(Clone, Copy)]
pub(super) struct RevealWords {
    /// Key of the part's name.
    pub part: &'static str,
    /// Key of what is done to it.
    pub reveal: &'static str,
    /// Last piece of the path that reveals it.
    pub action: &'static str,
    /// Last piece of the path that says it is copied.
    pub copied: &'static str,
}
