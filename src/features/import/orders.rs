//! Orders: where somebody travels goes into the vault, the rest into the business store.

use zeroize::Zeroizing;

use super::{
    claims::{Claim, Claims},
    events,
    item::{Problem, Refusal, Source},
    model::StoredOrder,
    permissions::ImportOrders,
    pipeline::{Kind, Line, Sorted},
    rows::OrderRow,
    store,
};
use crate::{
    base::{
        ids::{OrderId, SubjectId, TravellerId},
        order_no::OrderNo,
    },
    kernel::{
        audit::EventKind,
        authz::{Change, Grant},
        failure::Failure,
        parts::Itinerary,
        vault::{Sealing, VaultError},
    },
};

/// Orders, from `orders.csv`.
pub struct Orders;

/// An order with what the file does not hold.
pub struct BookedOrder {
    /// The row of the file.
    pub order: OrderRow,
    /// The hotel; empty if it is not known.
    pub hotel: Zeroizing<String>,
}

impl From<OrderRow> for BookedOrder {
    fn from(order: OrderRow) -> Self {
        Self {
            order,
            hotel: Zeroizing::default(),
        }
    }
}

/// An order to be stored.
pub struct NewOrder {
    id: OrderId,
    traveller: TravellerId,
    row: BookedOrder,
}

impl Kind for Orders {
    type Cells = OrderRow;
    type Row = BookedOrder;
    type New = NewOrder;
    type Stored = StoredOrder;
    type Permission = ImportOrders;
    const STORED: &'static EventKind = &events::ORDERS_STORED;

    async fn sort(
        grant: &Grant<ImportOrders>,
        source: Source,
        rows: Vec<Line<BookedOrder>>,
        claims: &mut Claims,
    ) -> Result<Sorted<NewOrder>, Failure> {
        let mut sorted = Sorted::with_capacity(rows.len());
        let source = source.as_str();
        let rows: Vec<_> = rows
            .into_iter()
            .map(|Line { line, row }| {
                let id = OrderId::imported(source, row.order.number);
                let traveller = TravellerId::imported(source, row.order.traveller_number);
                (line, NewOrder { id, traveller, row })
            })
            .collect();
        let ids: Vec<_> = rows.iter().map(|(_, new)| new.id).collect();
        let travellers: Vec<_> = rows.iter().map(|(_, new)| new.traveller).collect();
        let numbers: Vec<_> = rows
            .iter()
            .map(|(_, new)| new.row.order.order_no.as_str())
            .collect();
        let reader = grant.kernel().business().reader();
        let (there, travellers, numbers) = tokio::try_join!(
            store::orders_there(reader, &ids),
            store::travellers_there(reader, &travellers),
            store::order_numbers_there(reader, &numbers),
        )?;
        for (line, new) in rows {
            let id = new.id.uuid();
            if there.contains(&new.id) || claims.has(id) {
                sorted.there += 1;
                continue;
            }
            let number = new.row.order.order_no.clone();
            let is_number_taken = numbers.contains::<OrderNo>(&number);
            let number = Claim::OrderNo(number);
            let refused = if is_number_taken || claims.is_taken(&number, id) {
                Some(("order_no", Problem::OrderNoTaken))
            } else if !travellers.contains(&new.traveller) {
                Some(("traveller_id", Problem::UnknownTraveller))
            } else {
                None
            };
            if let Some((column, problem)) = refused {
                sorted.refused.push(Refusal {
                    line,
                    column,
                    problem,
                });
                continue;
            }
            claims.add(Claim::Record(id), id);
            claims.add(number, id);
            sorted.new.push(new);
        }
        sorted.new.sort_unstable_by_key(|new| new.traveller);
        Ok(sorted)
    }

    fn subject(new: &NewOrder) -> Option<SubjectId> {
        Some(new.traveller.into())
    }

    fn seal(
        NewOrder {
            id,
            traveller,
            mut row,
        }: NewOrder,
        sealing: &mut Sealing<ImportOrders>,
    ) -> Result<StoredOrder, VaultError> {
        // Moved, not copied: each text has one place in memory, which is wiped when the part is dropped.
        let itinerary = Itinerary {
            destination: std::mem::take(&mut *row.order.destination).into(),
            depart: row.order.depart.to_string().into(),
            return_day: row.order.return_day.to_string().into(),
            hotel: std::mem::take(&mut *row.hotel).into(),
            remark: std::mem::take(&mut *row.order.remark).into(),
        };
        sealing.part(traveller, id, &itinerary)?;
        Ok(StoredOrder {
            id,
            traveller,
            row: row.order,
        })
    }

    async fn insert(change: &mut Change, rows: &[StoredOrder]) -> sqlx::Result<()> {
        store::insert_orders(change, rows).await
    }
}
