//! Payments: nobody's personal data, so nothing is opened.

use serde::{Deserialize, Serialize};
use sqlx::{Database, Encode, QueryBuilder, Type};

use crate::i18n::key;
use crate::{
    base::{
        clock::Timestamp,
        ids::{PaymentId, RecordId, SubjectId},
        locale::Locale,
        money::Fen,
        travel::{PaymentMethod, PaymentStatus},
    },
    features::exports::{
        exporting::{Counts, Exporting},
        fields::FilterFields,
        model::{DataSet, Filter, Layout, Period, columns, condition},
        permissions::ExportPayments,
        run::{
            source::{BATCH, Batch, Source, WriteError},
            table::ArchivedTable,
        },
    },
    i18n,
    kernel::{authz::Grant, db::Pool},
    with_pool,
};

columns! {
    /// The columns of a payment.
    PaymentColumn {
        OrderNo = "order_no", key::EXPORTS_COLUMN_ORDER_NO, PLAIN, Chosen;
        Method = "method", key::EXPORTS_COLUMN_METHOD, PLAIN, Chosen;
        Status = "status", key::EXPORTS_COLUMN_STATUS, PLAIN, Chosen;
        Amount = "amount", key::EXPORTS_COLUMN_AMOUNT, PLAIN, Chosen;
        TradeNo = "trade_no", key::EXPORTS_COLUMN_TRADE_NO, PLAIN, Chosen;
        CreatedAt = "created_at", key::EXPORTS_COLUMN_CREATED_AT, PLAIN, Chosen;
        PaidAt = "paid_at", key::EXPORTS_COLUMN_PAID_AT, PLAIN, Chosen;
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentFilter {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment_status: Option<PaymentStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<PaymentMethod>,
    #[serde(flatten)]
    pub made: Period,
}

impl PaymentFilter {
    fn push<DB>(&self, query: &mut QueryBuilder<DB>)
    where
        DB: Database,
        for<'q> Timestamp: Encode<'q, DB> + Type<DB>,
        for<'q> PaymentStatus: Encode<'q, DB> + Type<DB>,
        for<'q> PaymentMethod: Encode<'q, DB> + Type<DB>,
    {
        self.made.push(query, "created_at");
        if let Some(status) = self.payment_status {
            query.push(" AND status = ").push_bind(status);
        }
        if let Some(method) = self.method {
            query.push(" AND method = ").push_bind(method);
        }
    }
}

impl Filter for PaymentFilter {
    fn conditions(&self, locale: Locale) -> Vec<String> {
        let status = self.payment_status.map(PaymentStatus::key);
        let method = self.method.map(PaymentMethod::key);
        let words = [
            (key::EXPORTS_FILTER_STATUS, status),
            (key::EXPORTS_FILTER_METHOD, method),
        ];
        let words = words.into_iter().filter_map(|(label, key)| {
            let word = i18n::text(locale, key?);
            Some(condition(locale, label, word))
        });
        words.chain(self.made.conditions(locale)).collect()
    }
}

impl Exporting for ExportPayments {
    const DATA_SET: DataSet = DataSet::Payments;
    type Filter = PaymentFilter;
    type Column = PaymentColumn;

    fn read_filter(fields: &mut FilterFields<'_>) -> Option<PaymentFilter> {
        Some(PaymentFilter {
            payment_status: fields.choice("status"),
            method: fields.choice("method"),
            made: fields.period(),
        })
    }

    async fn count(grant: &Grant<Self>, filter: &PaymentFilter) -> sqlx::Result<Counts> {
        count(grant.kernel().business().reader(), filter).await
    }
}

/// How many payments a filter reaches; they are about nobody.
pub(in crate::features::exports) async fn count(
    pool: &Pool,
    filter: &PaymentFilter,
) -> sqlx::Result<Counts> {
    with_pool!(pool, |db| {
        let mut query =
            QueryBuilder::new("SELECT COUNT(*), CAST(0 AS BIGINT) FROM payments WHERE ");
        filter.push(&mut query);
        query.build_query_as().fetch_one(db).await
    })
}

/// A row as it is read.
#[derive(sqlx::FromRow)]
pub struct PaymentRow {
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
        filter: &PaymentFilter,
        after: Option<&PaymentRow>,
    ) -> sqlx::Result<Vec<PaymentRow>> {
        with_pool!(pool, |db| {
            let mut query = QueryBuilder::new(
                "SELECT id, order_no, method, status, amount, trade_no, created_at, paid_at FROM payments WHERE ",
            );
            filter.push(&mut query);
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

    fn refs(_: &PaymentRow, _: &Layout<PaymentColumn>, _: &mut Vec<(SubjectId, RecordId)>) {}

    fn write(
        row: &PaymentRow,
        _: &Batch<Self>,
        layout: &Layout<PaymentColumn>,
        table: &mut ArchivedTable,
    ) -> Result<(), WriteError> {
        let word = |key| i18n::text(layout.language, key);
        for chosen in &layout.columns {
            let cell = match chosen.column {
                PaymentColumn::OrderNo => table.text(&row.order_no),
                PaymentColumn::Method => table.text(word(row.method.key())),
                PaymentColumn::Status => table.text(word(row.status.key())),
                PaymentColumn::Amount => table.number(&row.amount.plain()),
                PaymentColumn::TradeNo => table.text(&row.trade_no),
                PaymentColumn::CreatedAt => table.text(&row.created_at.local_seconds()),
                PaymentColumn::PaidAt => {
                    let paid = row.paid_at.map(Timestamp::local_seconds);
                    table.text(paid.as_deref().unwrap_or_default())
                }
            };
            cell?;
        }
        Ok(table.end_row()?)
    }
}
