//! Payments: nobody's personal data, so nothing is opened.

use sqlx::QueryBuilder;

use super::{
    source::{BATCH, Batch, Source, WriteError},
    table::ArchivedTable,
};
use crate::{
    base::{
        clock::Timestamp,
        ids::{PaymentId, RecordId, SubjectId},
        money::Fen,
        travel::{PaymentMethod, PaymentStatus},
    },
    features::exports::{
        counts::push_filter,
        model::{Column, Filter, Layout},
        permissions::ExportPayments,
    },
    i18n,
    kernel::db::Pool,
    with_pool,
};

#[derive(sqlx::FromRow)]
pub(super) struct PaymentRow {
    id: PaymentId,
    order_no: String,
    method: PaymentMethod,
    status: PaymentStatus,
    amount: Fen,
    trade_no: String,
    created_at: Timestamp,
    paid_at: Option<Timestamp>,
}

impl Source for ExportPayments {
    type Row = PaymentRow;

    async fn read(
        pool: &Pool,
        filter: &Filter,
        after: Option<&PaymentRow>,
    ) -> sqlx::Result<Vec<PaymentRow>> {
        with_pool!(pool, |db| {
            let mut query = QueryBuilder::new(
                "SELECT id, order_no, method, status, amount, trade_no, created_at, paid_at FROM payments WHERE ",
            );
            push_filter(&mut query, filter);
            if let Some(row) = after {
                query
                    .push(" AND (created_at, id) > (")
                    .push_bind(row.created_at)
                    .push(", ")
                    .push_bind(row.id)
                    .push(")");
            }
            query
                .push(" ORDER BY created_at, id LIMIT ")
                .push_bind(BATCH);
            query.build_query_as().fetch_all(db).await
        })
    }

    fn places(_: &PaymentRow, _: &Layout, _: &mut Vec<(SubjectId, RecordId)>) {}

    fn write(
        row: &PaymentRow,
        _: &Batch<Self>,
        layout: &Layout,
        table: &mut ArchivedTable,
    ) -> Result<(), WriteError> {
        let word = |key| i18n::text(layout.language, key);
        for chosen in &layout.columns {
            match chosen.column {
                Column::OrderNo => table.text(&row.order_no)?,
                Column::Method => table.text(word(row.method.key()))?,
                Column::Status => table.text(word(row.status.key()))?,
                Column::Amount => table.number(&row.amount.plain())?,
                Column::TradeNo => table.text(&row.trade_no)?,
                Column::CreatedAt => table.text(&row.created_at.local_seconds())?,
                _ => {
                    let paid = row.paid_at.map(Timestamp::local_seconds);
                    table.text(paid.as_deref().unwrap_or_default())?;
                }
            }
        }
        Ok(table.end_row()?)
    }
}
