//! The SQL of orders. It reads the business store only.

use sqlx::QueryBuilder;

use super::{
    filter::{OrderFilter, OrderSort},
    model::{Order, OrderSummary, OrderWithPayment},
};
use crate::{
    base::{ids::TravellerId, order_no::OrderNo},
    kernel::{db::Pool, http::listing::Paging},
    statements, with_pool,
};

statements! { Business;
    /// An order with its payments, one row each.
    fn find_rows(pool, number: &OrderNo) -> Vec<OrderWithPayment> =
        "SELECT o.id, o.order_no, o.traveller_id, o.status, o.channel, o.product, o.amount, o.created_at, o.pax, o.updated_at, \
         p.method AS payment_method, p.status AS payment_status, p.amount AS payment_amount, p.paid_at \
         FROM orders o LEFT JOIN payments p ON p.order_id = o.id WHERE o.order_no = $1 ORDER BY p.created_at, p.id";

    /// Whose order it is.
    pub(super) fn find_traveller(pool, number: &OrderNo) -> OptionalValue<TravellerId> =
        "SELECT traveller_id FROM orders WHERE order_no = $1";
}

/// Narrows a query to what a filter looks for.
macro_rules! narrow {
    ($query:expr, $filter:expr) => {
        if let Some(status) = $filter.status {
            $query.push(" AND o.status = ").push_bind(status.as_str());
        }
        if let Some(channel) = $filter.channel {
            $query.push(" AND o.channel = ").push_bind(channel.as_str());
        }
        if let Some(start) = $filter.days.start() {
            $query.push(" AND o.created_at >= ").push_bind(start);
        }
        if let Some(end) = $filter.days.end() {
            $query.push(" AND o.created_at < ").push_bind(end);
        }
        if let Some(traveller) = $filter.traveller {
            $query.push(" AND o.traveller_id = ").push_bind(traveller);
        }
    };
}

/// The order with this number.
pub(super) async fn find(pool: &Pool, number: &OrderNo) -> sqlx::Result<Option<Order>> {
    Ok(Order::from_rows(find_rows(pool, number).await?))
}

/// How many orders match.
pub(super) async fn count(pool: &Pool, filter: &OrderFilter) -> sqlx::Result<i64> {
    with_pool!(pool, |db| {
        let mut query = QueryBuilder::new("SELECT COUNT(*) FROM orders o WHERE 1 = 1");
        narrow!(query, filter);
        query.build_query_scalar().fetch_one(db).await
    })
}

/// The orders of a page and one more, in the order of the [walk](Paging::walk).
pub(super) async fn list(
    pool: &Pool,
    filter: &OrderFilter,
    paging: &Paging<OrderSort>,
) -> sqlx::Result<Vec<OrderSummary>> {
    let key = match paging.sort {
        OrderSort::Newest | OrderSort::Oldest => "o.created_at",
        OrderSort::Largest | OrderSort::Smallest => "o.amount",
    };
    let walk = paging.walk();
    with_pool!(pool, |db| {
        let mut query = QueryBuilder::new(
            "SELECT o.id, o.order_no, o.traveller_id, o.status, o.channel, o.product, o.amount, o.created_at \
             FROM orders o WHERE 1 = 1",
        );
        narrow!(query, filter);
        if let Some(place) = paging.place {
            query
                .push(" AND (")
                .push(key)
                .push(", o.id)")
                .push(walk.comparison);
            query
                .push("(")
                .push_bind(place.key)
                .push(", ")
                .push_bind(place.id)
                .push(")");
        }
        query.push(" ORDER BY ").push(key).push(walk.direction);
        query.push(", o.id").push(walk.direction);
        query.push(" LIMIT ").push_bind(paging.fetch());
        query.build_query_as().fetch_all(db).await
    })
}
