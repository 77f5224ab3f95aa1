//! The SQL of payments. It reads one table and none of the columns that lead to a person or a journey.

use super::model::{Payment, Totals};
use crate::{
    base::ids::PaymentId,
    kernel::{db::Pool, http::listing::ListRequest},
    statements,
};

statements! { Business;
    pub(super) fn find(pool, id: PaymentId) -> Option<Payment> =
        "SELECT id, order_no, method, status, amount, trade_no, created_at, paid_at FROM payments WHERE id = $1";
}

/// The payments that the list shows.
pub(super) const LIST: &str =
    "SELECT id, order_no, method, status, amount, trade_no, created_at, paid_at FROM payments";

/// How many payments match and how much they come to.
pub(super) async fn totals(pool: &Pool, query: &ListRequest<Payment>) -> sqlx::Result<Totals> {
    let select =
        "SELECT status, COUNT(*) AS count, CAST(SUM(amount) AS BIGINT) AS amount FROM payments";
    let totals = query.totals(pool, select, " GROUP BY status").await?;
    Ok(Totals::new(totals))
}
