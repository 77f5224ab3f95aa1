//! The SQL of imports on the business store: what is there already, and many rows at once.

use std::collections::{HashMap, HashSet};

use sqlx::QueryBuilder;

use super::model::{NewPayment, OrderOfPayment, StoredOrder, StoredTraveller};
use crate::{
    base::{
        clock::Timestamp,
        ids::{OrderId, PaymentId, TravellerId},
        order_no::OrderNo,
    },
    kernel::{
        authz::Change,
        db::{Pool, padded, pieces},
    },
    with_pool, with_transaction,
};

/// Which of these values are in a column: one query, its text the same for many lengths.
macro_rules! present {
    ($pool:expr, $select:literal, $values:expr) => {{
        if $values.is_empty() {
            return Ok(Default::default());
        }
        with_pool!($pool, |db| {
            let mut query = QueryBuilder::new(concat!($select, " IN ("));
            let mut list = query.separated(", ");
            for value in padded($values) {
                list.push_bind(value);
            }
            query.push(")").build_query_as().fetch_all(db).await
        })?
    }};
}

/// Inserts the rows of a batch in statements of a few fixed sizes.
macro_rules! insert {
    ($change:expr, $into:literal, $rows:expr, |$values:ident, $row:ident| $bind:expr) => {{
        let entry = $change.entry();
        for piece in pieces($rows) {
            with_transaction!($change.transaction(), |db| {
                let mut insert = QueryBuilder::new(concat!($into, " "));
                insert.push_values(piece, |mut $values, $row| {
                    $bind;
                    $values.push_bind(entry);
                });
                insert.build().execute(db).await.map(drop)
            })?;
        }
        Ok(())
    }};
}

/// Which of these travellers are there.
pub(super) async fn travellers_there(
    pool: &Pool,
    ids: &[TravellerId],
) -> sqlx::Result<HashSet<TravellerId>> {
    let rows: Vec<(TravellerId,)> = present!(pool, "SELECT id FROM travellers WHERE id", ids);
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Which of these orders are there.
pub(super) async fn orders_there(pool: &Pool, ids: &[OrderId]) -> sqlx::Result<HashSet<OrderId>> {
    let rows: Vec<(OrderId,)> = present!(pool, "SELECT id FROM orders WHERE id", ids);
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Which of these order numbers are in use.
pub(super) async fn order_numbers_there(
    pool: &Pool,
    numbers: &[&str],
) -> sqlx::Result<HashSet<OrderNo>> {
    let rows: Vec<(OrderNo,)> =
        present!(pool, "SELECT order_no FROM orders WHERE order_no", numbers);
    Ok(rows.into_iter().map(|(number,)| number).collect())
}

/// Which of these payments are there.
pub(super) async fn payments_there(
    pool: &Pool,
    ids: &[PaymentId],
) -> sqlx::Result<HashSet<PaymentId>> {
    let rows: Vec<(PaymentId,)> = present!(pool, "SELECT id FROM payments WHERE id", ids);
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Those of these orders that are there.
pub(super) async fn orders_of_payments(
    pool: &Pool,
    ids: &[OrderId],
) -> sqlx::Result<HashMap<OrderId, OrderOfPayment>> {
    let rows: Vec<(OrderId, OrderNo, Timestamp)> = present!(
        pool,
        "SELECT id, order_no, created_at FROM orders WHERE id",
        ids
    );
    let order = |(id, order_no, created_at)| {
        let order = OrderOfPayment {
            id,
            order_no,
            created_at,
        };
        (id, order)
    };
    Ok(rows.into_iter().map(order).collect())
}

pub(super) async fn insert_travellers(
    change: &mut Change,
    rows: &[StoredTraveller],
) -> sqlx::Result<()> {
    insert!(
        change,
        "INSERT INTO travellers (id, created_at, audit_entry)",
        rows,
        |values, row| values.push_bind(row.id).push_bind(row.created_at)
    )
}

pub(super) async fn insert_orders(change: &mut Change, rows: &[StoredOrder]) -> sqlx::Result<()> {
    insert!(
        change,
        "INSERT INTO orders (id, traveller_id, order_no, status, channel, product, pax, amount, created_at, updated_at, \
         audit_entry)",
        rows,
        |values, stored| {
            let row = &stored.row;
            values
                .push_bind(stored.id)
                .push_bind(stored.traveller)
                .push_bind(row.order_no.as_str())
                .push_bind(row.status.as_str())
                .push_bind(row.channel.as_str())
                .push_bind(row.product.as_str())
                .push_bind(i64::from(row.pax))
                .push_bind(row.amount)
                .push_bind(row.created_at)
                .push_bind(row.updated_at)
        }
    )
}

pub(super) async fn insert_payments(change: &mut Change, rows: &[NewPayment]) -> sqlx::Result<()> {
    insert!(
        change,
        "INSERT INTO payments (id, order_id, order_no, method, status, amount, trade_no, created_at, paid_at, \
         audit_entry)",
        rows,
        |values, new| {
            let (row, order) = (&new.row, &new.order);
            values
                .push_bind(new.id)
                .push_bind(order.id)
                .push_bind(order.order_no.as_str())
                .push_bind(row.method.as_str())
                .push_bind(row.status.as_str())
                .push_bind(row.amount)
                .push_bind(row.trade_no.as_str())
                .push_bind(order.created_at)
                .push_bind(row.paid_at)
        }
    )
}
