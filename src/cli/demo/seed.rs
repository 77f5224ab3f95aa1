//! Fills a fresh demonstration with the synthetic travellers, their orders and payments.
//!
//! They go in through the import, so they are sealed and recorded in the log like anybody's. Seeding again changes
//! nothing, and completes what was cut off.

use std::{io, sync::Arc};

use super::people::{People, SyntheticOrder};
use crate::{
    base::clock::Timestamp,
    features::import::{
        BookedOrder, Counts, ImportError, Item, Kind, Orders, Payments, Refusal, Source, Stop,
        Travellers, import, is_payment_there, rows::RowError,
    },
    kernel::{Kernel, authz::Grant},
};

/// The same seed, the same people.
const SEED: u64 = 20_260_101;

/// The people of a demonstration of this many orders, as seeded at `now`.
pub fn generator(orders: u32, now: Timestamp) -> People {
    People::new(SEED, orders, now)
}

/// Stores the people of a demonstration of this many orders; gives how many rows were new.
///
/// # Errors
/// When the log or a store refuses.
pub async fn people(kernel: &Arc<Kernel>, orders: u32) -> Result<Counts, ImportError> {
    // Payments come last: with the last one there, everything is.
    if is_payment_there(kernel, Source::DEMO, orders.into()).await? {
        return Ok(Counts::default());
    }
    let people = generator(orders, kernel.clock().now());
    let mut counts = seed::<Travellers>(kernel, people.travellers()).await?;
    let booked = |SyntheticOrder { order, hotel, .. }| BookedOrder { order, hotel };
    let orders = people.orders().map(move |order| order.map(booked));
    counts += seed::<Orders>(kernel, orders).await?;
    let payments = people
        .orders()
        .map(|order| order.map(|order| order.payment));
    counts += seed::<Payments>(kernel, payments).await?;
    Ok(counts)
}

async fn seed<K: Kind>(
    kernel: &Arc<Kernel>,
    rows: impl Iterator<Item = Result<K::Row, RowError>> + Send + 'static,
) -> Result<Counts, ImportError> {
    let items = (1..).zip(rows).map(|(line, row)| {
        let row = row.map_err(|error| Refusal::of_row(line, error));
        io::Result::Ok(Item { line, read: 0, row })
    });
    let grant = Grant::<K::Permission>::operator(kernel).await?;
    let finished = import::<K>(grant, Source::DEMO, items, &Stop::default(), |_| Ok(())).await?;
    Ok(finished.counts)
}
