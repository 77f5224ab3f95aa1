//! Orders, with their travellers and itineraries.
//!
//! They are read, and stand in the file, traveller by traveller: sealed parts, data keys and the log's index of subjects are
//! ordered by subject, so that each is walked once from end to end. By time, a million orders would jump through all of them.

use serde::{Deserialize, Serialize};
use sqlx::{Database, Encode, QueryBuilder, Type};

use super::cells::Cells;
use crate::i18n::key;
use crate::{
    base::{
        clock::Timestamp,
        ids::{OrderId, RecordId, SubjectId, TravellerId},
        locale::Locale,
        money::Fen,
        travel::{OrderChannel, OrderStatus},
    },
    features::exports::{
        exporting::{Counts, Exporting},
        fields::FilterFields,
        model::{Class, DataSet, Filter, Layout, Period, columns, condition},
        permissions::ExportOrders,
        run::{
            source::{BATCH, Batch, Source, UNINDEXED_TIME, WriteError},
            table::ArchivedTable,
        },
    },
    i18n,
    kernel::{
        authz::Grant,
        db::Pool,
        parts::{Contact, Itinerary},
    },
    with_pool,
};

columns! {
    /// The columns of an order.
    OrderColumn {
        OrderNo = "order_no", key::EXPORTS_COLUMN_ORDER_NO, PLAIN, Chosen;
        Status = "status", key::EXPORTS_COLUMN_STATUS, PLAIN, Chosen;
        Channel = "channel", key::EXPORTS_COLUMN_CHANNEL, PLAIN, Chosen;
        Product = "product", key::EXPORTS_COLUMN_PRODUCT, PLAIN, Chosen;
        Pax = "pax", key::EXPORTS_COLUMN_PAX, PLAIN, Chosen;
        Amount = "amount", key::EXPORTS_COLUMN_AMOUNT, PLAIN, Chosen;
        CreatedAt = "created_at", key::EXPORTS_COLUMN_CREATED_AT, PLAIN, Chosen;
        UpdatedAt = "updated_at", key::EXPORTS_COLUMN_UPDATED_AT, PLAIN, Unchosen;
        Traveller = "traveller", key::EXPORTS_COLUMN_TRAVELLER, PLAIN, Unchosen;
        Name = "name", key::EXPORTS_COLUMN_NAME, CONTACT, Chosen;
        Phone = "phone", key::EXPORTS_COLUMN_PHONE, CONTACT, Chosen;
        Email = "email", key::EXPORTS_COLUMN_EMAIL, CONTACT, Unchosen;
        Destination = "destination", key::EXPORTS_COLUMN_DESTINATION, ITINERARY, Unchosen;
        Depart = "depart", key::EXPORTS_COLUMN_DEPART, ITINERARY, Unchosen;
        ReturnDay = "return_day", key::EXPORTS_COLUMN_RETURN_DAY, ITINERARY, Unchosen;
        Hotel = "hotel", key::EXPORTS_COLUMN_HOTEL, ITINERARY, Unchosen;
        Remark = "remark", key::EXPORTS_COLUMN_REMARK, ITINERARY, Unchosen;
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderFilter {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_status: Option<OrderStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<OrderChannel>,
    #[serde(flatten)]
    pub made: Period,
}

impl OrderFilter {
    fn push<DB>(&self, query: &mut QueryBuilder<DB>, time: &'static str)
    where
        DB: Database,
        for<'q> Timestamp: Encode<'q, DB> + Type<DB>,
        for<'q> OrderStatus: Encode<'q, DB> + Type<DB>,
        for<'q> OrderChannel: Encode<'q, DB> + Type<DB>,
    {
        self.made.push(query, time);
        if let Some(status) = self.order_status {
            query.push(" AND status = ").push_bind(status);
        }
        if let Some(channel) = self.channel {
            query.push(" AND channel = ").push_bind(channel);
        }
    }
}

impl Filter for OrderFilter {
    fn conditions(&self, locale: Locale) -> Vec<String> {
        let status = self.order_status.map(OrderStatus::key);
        let channel = self.channel.map(OrderChannel::key);
        let words = [
            (key::EXPORTS_FILTER_STATUS, status),
            (key::EXPORTS_FILTER_CHANNEL, channel),
        ];
        let words = words.into_iter().filter_map(|(label, key)| {
            let word = i18n::text(locale, key?);
            Some(condition(locale, label, word))
        });
        words.chain(self.made.conditions(locale)).collect()
    }
}

impl Exporting for ExportOrders {
    const DATA_SET: DataSet = DataSet::Orders;
    type Filter = OrderFilter;
    type Column = OrderColumn;

    fn read_filter(fields: &mut FilterFields<'_>) -> Option<OrderFilter> {
        Some(OrderFilter {
            order_status: fields.choice("status"),
            channel: fields.choice("channel"),
            made: fields.period(),
        })
    }

    async fn count(grant: &Grant<Self>, filter: &OrderFilter) -> sqlx::Result<Counts> {
        count(grant.kernel().business().reader(), filter).await
    }
}

/// How many orders a filter reaches, and of how many travellers.
pub(in crate::features::exports) async fn count(
    pool: &Pool,
    filter: &OrderFilter,
) -> sqlx::Result<Counts> {
    with_pool!(pool, |db| {
        let mut query =
            QueryBuilder::new("SELECT COUNT(*), COUNT(DISTINCT traveller_id) FROM orders WHERE ");
        filter.push(&mut query, "created_at");
        query.build_query_as().fetch_one(db).await
    })
}

/// A row as it is read.
#[derive(sqlx::FromRow)]
pub struct OrderRow {
    id: OrderId,
    order_no: String,
    traveller_id: TravellerId,
    status: OrderStatus,
    channel: OrderChannel,
    product: String,
    pax: i64,
    amount: Fen,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl Source for ExportOrders {
    type Row = OrderRow;

    async fn read(
        pool: &Pool,
        filter: &OrderFilter,
        after: Option<&OrderRow>,
    ) -> sqlx::Result<Vec<OrderRow>> {
        with_pool!(pool, |db| {
            let mut query = QueryBuilder::new(
                "SELECT id, order_no, traveller_id, status, channel, product, pax, amount, created_at, updated_at \
                 FROM orders WHERE ",
            );
            filter.push(&mut query, UNINDEXED_TIME);
            if let Some(row) = after {
                query
                    .push(" AND (traveller_id, created_at, id) > (")
                    .push_bind(row.traveller_id)
                    .push(", ")
                    .push_bind(row.created_at)
                    .push(", ")
                    .push_bind(row.id)
                    .push(")");
            }
            query
                .push(" ORDER BY traveller_id, created_at, id LIMIT ")
                .push_bind(BATCH);
            query.build_query_as().fetch_all(db).await
        })
    }

    fn refs(row: &OrderRow, layout: &Layout<OrderColumn>, refs: &mut Vec<(SubjectId, RecordId)>) {
        let subject = SubjectId::from(row.traveller_id);
        if layout.needs(Class::Contact) {
            refs.push((subject, row.traveller_id.into()));
        }
        if layout.needs(Class::Itinerary) {
            refs.push((subject, row.id.into()));
        }
    }

    fn write(
        row: &OrderRow,
        batch: &Batch<Self>,
        layout: &Layout<OrderColumn>,
        table: &mut ArchivedTable,
    ) -> Result<(), WriteError> {
        let traveller = row.traveller_id;
        let contact = Cells::<Contact>::open(batch, layout, traveller, traveller)?;
        let itinerary = Cells::<Itinerary>::open_clear(batch, layout, traveller, row.id)?;
        let word = |key| i18n::text(layout.language, key);
        for chosen in &layout.columns {
            let way = chosen.disclosure;
            let cell = match chosen.column {
                OrderColumn::OrderNo => table.text(&row.order_no),
                OrderColumn::Status => table.text(word(row.status.key())),
                OrderColumn::Channel => table.text(word(row.channel.key())),
                OrderColumn::Product => table.text(&row.product),
                OrderColumn::Pax => table.number(&row.pax.to_string()),
                OrderColumn::Amount => table.number(&row.amount.plain()),
                OrderColumn::CreatedAt => table.text(&row.created_at.local_seconds()),
                OrderColumn::UpdatedAt => table.text(&row.updated_at.local_seconds()),
                OrderColumn::Traveller => table.text(&traveller.to_string()),
                OrderColumn::Name => contact.cell(way, |c| &c.name, |c| &c.name).write(table),
                OrderColumn::Phone => contact.cell(way, |c| &c.phone, |c| &c.phone).write(table),
                OrderColumn::Email => contact.cell(way, |c| &c.email, |c| &c.email).write(table),
                OrderColumn::Destination => itinerary.clear(way, |i| &i.destination).write(table),
                OrderColumn::Depart => itinerary.clear(way, |i| &i.depart).write(table),
                OrderColumn::ReturnDay => itinerary.clear(way, |i| &i.return_day).write(table),
                OrderColumn::Hotel => itinerary.clear(way, |i| &i.hotel).write(table),
                OrderColumn::Remark => itinerary.clear(way, |i| &i.remark).write(table),
            };
            cell?;
        }
        Ok(table.end_row()?)
    }
}
