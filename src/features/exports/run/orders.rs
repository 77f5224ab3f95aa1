//! Orders, with their travellers and itineraries.
//!
//! They are read, and stand in the file, traveller by traveller: sealed parts, data keys and the log's index of subjects are
//! ordered by subject, so that each is walked once from end to end. By time, a million orders would jump through all of them.

use sqlx::QueryBuilder;

use super::{
    source::{BATCH, Batch, Contacts, Source, WriteError, absence, at_hand},
    table::ArchivedTable,
};
use crate::{
    base::{
        clock::Timestamp,
        ids::{OrderId, RecordId, SubjectId, TravellerId},
        money::Fen,
        travel::{OrderChannel, OrderStatus},
    },
    features::exports::{
        counts::{UNINDEXED_TIME, push_filter},
        model::{Class, Column, Filter, Layout},
        permissions::ExportOrders,
    },
    i18n,
    kernel::{db::Pool, parts::Itinerary, vault::Opened},
    with_pool,
};

#[derive(sqlx::FromRow)]
pub(super) struct OrderRow {
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
        filter: &Filter,
        after: Option<&OrderRow>,
    ) -> sqlx::Result<Vec<OrderRow>> {
        with_pool!(pool, |db| {
            let mut query = QueryBuilder::new(
                "SELECT id, order_no, traveller_id, status, channel, product, pax, amount, created_at, updated_at \
                 FROM orders WHERE ",
            );
            push_filter(&mut query, UNINDEXED_TIME, filter);
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

    fn places(row: &OrderRow, layout: &Layout, places: &mut Vec<(SubjectId, RecordId)>) {
        let subject = SubjectId::from(row.traveller_id);
        if layout.needs(Class::Contact) {
            places.push((subject, row.traveller_id.into()));
        }
        if layout.needs(Class::Itinerary) {
            places.push((subject, row.id.into()));
        }
    }

    fn write(
        row: &OrderRow,
        batch: &Batch<Self>,
        layout: &Layout,
        table: &mut ArchivedTable,
    ) -> Result<(), WriteError> {
        let contacts = Contacts::open(batch, layout, row.traveller_id)?;
        let itinerary = layout
            .needs(Class::Itinerary)
            .then(|| {
                let sealed = &batch.sealed;
                sealed.reveal::<Itinerary, _>(&batch.receipt, row.traveller_id, row.id)
            })
            .transpose()?;
        let itinerary = at_hand(itinerary)?;
        let word = |key| i18n::text(layout.language, key);
        for chosen in &layout.columns {
            match chosen.column {
                Column::OrderNo => table.text(&row.order_no)?,
                Column::Status => table.text(word(row.status.key()))?,
                Column::Channel => table.text(word(row.channel.key()))?,
                Column::Product => table.text(&row.product)?,
                Column::Pax => table.number(&row.pax.to_string())?,
                Column::Amount => table.number(&row.amount.plain())?,
                Column::CreatedAt => table.text(&row.created_at.local_seconds())?,
                Column::UpdatedAt => table.text(&row.updated_at.local_seconds())?,
                Column::Traveller => table.text(&row.traveller_id.to_string())?,
                column if column.class() == Class::Contact => {
                    contacts.write(*chosen, layout, table)?;
                }
                column => match &itinerary {
                    Some(Opened::Open(itinerary)) => {
                        let shown = itinerary.show(|itinerary| match column {
                            Column::Destination => &itinerary.destination,
                            Column::Depart => &itinerary.depart,
                            Column::ReturnDay => &itinerary.return_day,
                            Column::Hotel => &itinerary.hotel,
                            _ => &itinerary.remark,
                        });
                        table.text(shown.as_str())?;
                    }
                    Some(absent) => table.text(absence(absent, layout))?,
                    None => table.text("")?,
                },
            }
        }
        Ok(table.end_row()?)
    }
}
