//! How many rows and travellers a filter reaches: what the deed says, and what is checked again before it is done.

use sqlx::{Database, Encode, QueryBuilder, Type};

use super::model::{DataSet, Export, Filter};
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
            DataSet::Entries => return Err(sqlx::Error::Configuration(ELSEWHERE.into())),
        });
        push_filter(&mut query, "created_at", filter);
        query.build_query_as().fetch_one(db).await
    })
}

const ELSEWHERE: &str = "entries of the log are counted in the log";

/// Whether a filter still reaches what was counted when the export was asked for. Of the log's entries none is ever changed or
/// added below a number; what was pruned meanwhile, the worker finds, who may read the log.
pub(super) async fn still_hold(pool: &Pool, export: &Export) -> sqlx::Result<bool> {
    if export.data_set == DataSet::Entries {
        return Ok(true);
    }
    let counted = count(pool, export.data_set, &export.filter).await?;
    Ok(counted == (export.rows, export.people))
}

/// The time of making, not to be looked up by index: for pages in another order, which an index of their own gives. SQLite
/// would rather read every row of the time by its index and sort them, for each page anew.
pub(super) const UNINDEXED_TIME: &str = "+created_at";

/// Appends the filter's conditions, at least one. `time` is how the time of making is written.
pub(super) fn push_filter<DB>(query: &mut QueryBuilder<DB>, time: &'static str, filter: &Filter)
where
    DB: Database,
    for<'q> Timestamp: Encode<'q, DB> + Type<DB>,
    for<'q> OrderStatus: Encode<'q, DB> + Type<DB>,
    for<'q> OrderChannel: Encode<'q, DB> + Type<DB>,
    for<'q> PaymentStatus: Encode<'q, DB> + Type<DB>,
    for<'q> PaymentMethod: Encode<'q, DB> + Type<DB>,
{
    query.push(time).push(" < ").push_bind(filter.end());
    if let Some(begin) = filter.begin() {
        query.push(" AND ").push(time).push(" >= ").push_bind(begin);
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
