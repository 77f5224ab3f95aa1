//! Payments as the business store knows them.

use crate::base::{
    clock::Timestamp,
    ids::PaymentId,
    money::Fen,
    order_no::OrderNo,
    travel::{PaymentMethod, PaymentStatus},
};

#[derive(Debug, sqlx::FromRow)]
pub(super) struct Payment {
    pub id: PaymentId,
    pub order_no: OrderNo,
    pub method: PaymentMethod,
    pub status: PaymentStatus,
    pub amount: Fen,
    /// The number under which the payment service knows it.
    pub trade_no: String,
    pub created_at: Timestamp,
    pub paid_at: Option<Timestamp>,
}

/// How many payments of one status, and how much they come to.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Total {
    pub status: PaymentStatus,
    pub count: i64,
    pub amount: Fen,
}

/// The totals of a filtered set.
#[derive(Debug, Default)]
pub(super) struct Totals(Vec<Total>);

impl Totals {
    /// Takes them in the order in which pages list the states.
    pub fn new(mut totals: Vec<Total>) -> Self {
        totals.sort_by_key(|total| total.status);
        Self(totals)
    }

    /// By state; states that do not occur are absent.
    pub fn by_status(&self) -> &[Total] {
        &self.0
    }

    /// How many payments in all.
    pub fn count(&self) -> i64 {
        self.0.iter().map(|total| total.count).sum()
    }

    /// How much they come to in all.
    pub fn amount(&self) -> Fen {
        Fen::new(self.0.iter().map(|total| total.amount.fen()).sum())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_add_up() {
        let total = |status, count, fen| Total {
            status,
            count,
            amount: Fen::new(fen),
        };
        let totals = Totals::new(vec![
            total(PaymentStatus::Refunded, 1, 300),
            total(PaymentStatus::Success, 2, 1_050),
        ]);
        assert_eq!((totals.count(), totals.amount()), (3, Fen::new(1_350)));
        assert_eq!(totals.by_status()[0].status, PaymentStatus::Success);
    }
}
