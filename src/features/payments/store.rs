//! The SQL of payments. It reads one table and none of the columns that lead to a person or a journey.

use sqlx::QueryBuilder;

use super::{
    filter::{PaymentFilter, PaymentSort},
    model::{Payment, Total, Totals},
};
use crate::{
    base::ids::PaymentId,
    kernel::{db::Pool, http::listing::Paging},
    statements, with_pool,
};

statements! { Business;
    /// One payment.
    pub(super) fn find(pool, id: PaymentId) -> Option<Payment> =
        "SELECT id, order_no, method, status, amount, trade_no, created_at, paid_at FROM payments WHERE id = $1";
}

/// Narrows a query to what a filter looks for.
macro_rules! narrow {
    ($query:expr, $filter:expr) => {
        if let Some(status) = $filter.status {
            $query.push(" AND status = ").push_bind(status.as_str());
        }
        if let Some(method) = $filter.method {
            $query.push(" AND method = ").push_bind(method.as_str());
        }
        if let Some(start) = $filter.days.start() {
            $query.push(" AND created_at >= ").push_bind(start);
        }
        if let Some(end) = $filter.days.end() {
            $query.push(" AND created_at < ").push_bind(end);
        }
        if let Some(number) = &$filter.order_no {
            $query.push(" AND order_no = ").push_bind(number.as_str());
        }
        if let Some(number) = &$filter.trade_no {
            $query.push(" AND trade_no = ").push_bind(number.as_str());
        }
    };
}

/// How many payments match and how much they come to.
pub(super) async fn totals(pool: &Pool, filter: &PaymentFilter) -> sqlx::Result<Totals> {
    let totals: Vec<Total> = with_pool!(pool, |db| {
        let mut query = QueryBuilder::new(
            "SELECT status, COUNT(*) AS count, CAST(SUM(amount) AS BIGINT) AS amount FROM payments WHERE 1 = 1",
        );
        narrow!(query, filter);
        query.push(" GROUP BY status");
        query.build_query_as().fetch_all(db).await
    })?;
    Ok(Totals::new(totals))
}

/// The payments of a page and one more, in the order of the [walk](Paging::walk).
pub(super) async fn list(
    pool: &Pool,
    filter: &PaymentFilter,
    paging: &Paging<PaymentSort>,
) -> sqlx::Result<Vec<Payment>> {
    let key = match paging.sort {
        PaymentSort::Newest | PaymentSort::Oldest => "created_at",
        PaymentSort::Largest | PaymentSort::Smallest => "amount",
    };
    let walk = paging.walk();
    with_pool!(pool, |db| {
        let mut query = QueryBuilder::new(
            "SELECT id, order_no, method, status, amount, trade_no, created_at, paid_at FROM payments WHERE 1 = 1",
        );
        narrow!(query, filter);
        if let Some(place) = paging.place {
            query
                .push(" AND (")
                .push(key)
                .push(", id)")
                .push(walk.comparison);
            query
                .push("(")
                .push_bind(place.key)
                .push(", ")
                .push_bind(place.id)
                .push(")");
        }
        query.push(" ORDER BY ").push(key).push(walk.direction);
        query.push(", id").push(walk.direction);
        query.push(" LIMIT ").push_bind(paging.fetch());
        query.build_query_as().fetch_all(db).await
    })
}
