//! How many rows and travellers a filter reaches: what the deed says, and what is checked again before it is done.

use sqlx::{Database, Encode, QueryBuilder, Type};

use super::model::{DataSet, Filter};
use crate::{
    base::{
        clock::Timestamp,
        travel::{OrderChannel, OrderStatus, PaymentMethod, PaymentStatus},
    },
    kernel::db::Pool,
    with_pool,
};

/// Rows and travellers.
pub(super) type Counts = (i64, i64);

pub(super) async fn count(pool: &Pool, data_set: DataSet, filter: &Filter) -> sqlx::Result<Counts> {
    with_pool!(pool, |db| {
        let mut query = QueryBuilder::new(match data_set {
            DataSet::Orders => "SELECT COUNT(*), COUNT(DISTINCT traveller_id) FROM orders WHERE ",
            DataSet::Travellers => "SELECT COUNT(*), COUNT(*) FROM travellers WHERE ",
            DataSet::Payments => "SELECT COUNT(*), CAST(0 AS BIGINT) FROM payments WHERE ",
        });
        push_filter(&mut query, filter);
        query.build_query_as().fetch_one(db).await
    })
}

/// Appends the filter's conditions, at least one.
pub(super) fn push_filter<DB>(query: &mut QueryBuilder<DB>, filter: &Filter)
where
    DB: Database,
    for<'q> Timestamp: Encode<'q, DB> + Type<DB>,
    for<'q> OrderStatus: Encode<'q, DB> + Type<DB>,
    for<'q> OrderChannel: Encode<'q, DB> + Type<DB>,
    for<'q> PaymentStatus: Encode<'q, DB> + Type<DB>,
    for<'q> PaymentMethod: Encode<'q, DB> + Type<DB>,
{
    query.push("created_at < ").push_bind(filter.end());
    if let Some(begin) = filter.begin() {
        query.push(" AND created_at >= ").push_bind(begin);
    }
    if let Some(status) = filter.order_status {
        query.push(" AND status = ").push_bind(status);
    }
    if let Some(channel) = filter.channel {
        query.push(" AND channel = ").push_bind(channel);
    }
    if let Some(status) = filter.payment_status {
        query.push(" AND status = ").push_bind(status);
    }
    if let Some(method) = filter.method {
        query.push(" AND method = ").push_bind(method);
    }
}
