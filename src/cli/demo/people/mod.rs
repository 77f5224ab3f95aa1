//! Synthetic people, for the demonstration and for sample files: travellers with their orders and payments, and the staff.
//!
//! Nobody real: phones begin with 142 or 143, which no operator gives to people, and identity numbers hold
//! the county code 9999, which does not exist (their check digit is right). Each is made as a record of an
//! import file and read as one, so the demo holds nothing that an import would refuse. The same seed, size
//! and moment give the same people. Must not store them.

mod records;
mod staff;
mod tables;

use csv::StringRecord;
use zeroize::Zeroizing;

pub use self::staff::{SyntheticStaff, generate_password, staff};
use crate::base::clock::Timestamp;
use crate::features::import::rows::{ImportRow, OrderRow, PaymentRow, RowError, TravellerRow};

/// An order, with what its import row does not hold.
#[derive(Debug)]
pub struct SyntheticOrder {
    /// The order.
    pub order: OrderRow,
    /// The hotel, part of the itinerary.
    pub hotel: Zeroizing<String>,
    /// The order's one payment.
    pub payment: PaymentRow,
}

/// A population: half as many travellers as orders, the orders spread over the ninety days before a moment.
#[derive(Clone, Copy, Debug)]
pub struct People {
    seed: u64,
    orders: u64,
    now: Timestamp,
}

/// An order as the records of the import files.
pub struct OrderRecords {
    /// The order's.
    pub order: StringRecord,
    /// The payment's.
    pub payment: StringRecord,
    /// The hotel, for which the files have no column.
    hotel: Zeroizing<String>,
}

impl People {
    /// The population of this many orders as it is at `now`. An order number has seven digits, so there
    /// are 9,999,999 orders at most.
    #[must_use]
    pub fn new(seed: u64, orders: u32, now: Timestamp) -> Self {
        Self {
            seed,
            orders: u64::from(orders).min(9_999_999),
            now,
        }
    }

    /// The travellers, in the order of their numbers from 1.
    pub fn travellers(self) -> impl Iterator<Item = Result<TravellerRow, RowError>> {
        self.traveller_records()
            .map(|record| TravellerRow::parse(&record))
    }

    /// The orders with their payments, in the order of their numbers from 1, which is that of time.
    pub fn orders(self) -> impl Iterator<Item = Result<SyntheticOrder, RowError>> {
        self.order_records().map(|records| {
            Ok(SyntheticOrder {
                order: OrderRow::parse(&records.order)?,
                hotel: records.hotel,
                payment: PaymentRow::parse(&records.payment)?,
            })
        })
    }

    /// The travellers as records of an import file.
    pub fn traveller_records(self) -> impl Iterator<Item = StringRecord> {
        (1..=self.travellers_count()).map(move |number| self.traveller(number))
    }

    /// The orders with their payments as records of import files.
    pub fn order_records(self) -> impl Iterator<Item = OrderRecords> {
        (1..=self.orders).map(move |number| self.order(number))
    }

    fn travellers_count(self) -> u64 {
        self.orders.div_ceil(2)
    }
}

#[cfg(test)]
mod tests;
