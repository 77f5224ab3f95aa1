//! The SQL of orders. It reads the business store only.

use super::model::{Order, OrderWithPayment};
use crate::{
    base::{ids::TravellerId, order_no::OrderNo},
    kernel::db::Pool,
    statements,
};

statements! { Business;
    /// An order with its payments, one row each.
    fn find_rows(pool, number: &OrderNo) -> Vec<OrderWithPayment> =
        "SELECT o.id, o.order_no, o.traveller_id, o.status, o.channel, o.product, o.amount, o.created_at, o.pax, o.updated_at, \
         p.method AS payment_method, p.status AS payment_status, p.amount AS payment_amount, p.paid_at \
         FROM orders o LEFT JOIN payments p ON p.order_id = o.id WHERE o.order_no = $1 ORDER BY p.created_at, p.id";

    pub(super) fn find_traveller(pool, number: &OrderNo) -> OptionalValue<TravellerId> =
        "SELECT traveller_id FROM orders WHERE order_no = $1";
}

/// The orders that the list shows.
pub(super) const LIST: &str =
    "SELECT id, order_no, traveller_id, status, channel, product, amount, created_at FROM orders";
pub(super) const COUNT: &str = "SELECT COUNT(*) FROM orders";

/// The order with this number.
pub(super) async fn find(pool: &Pool, number: &OrderNo) -> sqlx::Result<Option<Order>> {
    Ok(Order::from_rows(find_rows(pool, number).await?))
}
