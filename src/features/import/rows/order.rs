//! A row of `orders.csv`: the order and its itinerary.
//!
//! Owns its columns and checks. Must not print the itinerary.

use std::fmt;

use csv::StringRecord;
use zeroize::Zeroizing;

use super::cells::{Cells, RowError, RowProblem};
use super::{AMOUNT_MAX, ImportRow, NUMBER_MAX, SHORT_TEXT};
use crate::base::clock::Timestamp;
use crate::base::day::Day;
use crate::base::money::Fen;
use crate::base::order_no::OrderNo;
use crate::base::travel::{OrderChannel, OrderStatus};

/// The most characters of a remark.
const LONG_TEXT: usize = 500;

/// A row of `orders.csv`. The itinerary's texts are erased from memory when dropped.
pub struct OrderRow {
    /// The source's number of the order, from 1.
    pub number: u64,
    /// The order number that people know.
    pub order_no: OrderNo,
    /// The source's number of the traveller.
    pub traveller_number: u64,
    pub status: OrderStatus,
    pub channel: OrderChannel,
    pub product: String,
    pub destination: Zeroizing<String>,
    pub depart: Day,
    /// The day of return, not before the departure.
    pub return_day: Day,
    /// How many people travel, 1 to 999.
    pub pax: u16,
    pub amount: Fen,
    /// The traveller's wishes; empty if there are none.
    pub remark: Zeroizing<String>,
    pub created_at: Timestamp,
    /// When it last changed, not before it was booked.
    pub updated_at: Timestamp,
}

impl ImportRow for OrderRow {
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "order_no",
        "traveller_id",
        "status",
        "channel",
        "product",
        "destination",
        "depart_date",
        "return_date",
        "pax",
        "amount_cents",
        "remark",
        "created_at",
        "updated_at",
    ];

    fn parse(record: &StringRecord) -> Result<Self, RowError> {
        let mut cells = Cells::of(record, Self::COLUMNS)?;
        let number = cells.next().number(1..=NUMBER_MAX)?;
        let order_no = cells.next().parse(RowProblem::OrderNo)?;
        let traveller_number = cells.next().number(1..=NUMBER_MAX)?;
        let status = cells.next().parse(RowProblem::Word)?;
        let channel = cells.next().parse(RowProblem::Word)?;
        let product = cells.next().open_text(SHORT_TEXT)?;
        let destination = cells.next().sealed_required(SHORT_TEXT)?;
        let depart = cells.next().parse(RowProblem::Day)?;
        let return_cell = cells.next();
        let return_day = return_cell.parse(RowProblem::Day)?;
        if return_day < depart {
            return Err(return_cell.error(RowProblem::Order));
        }
        let pax = cells.next().number(1..=999)?;
        let amount = Fen::new(cells.next().number(0..=AMOUNT_MAX)?);
        let remark = cells.next().sealed_text(LONG_TEXT)?;
        let created_at = cells.next().parse(RowProblem::Time)?;
        let updated_cell = cells.next();
        let updated_at = updated_cell.parse(RowProblem::Time)?;
        if updated_at < created_at {
            return Err(updated_cell.error(RowProblem::Order));
        }
        Ok(Self {
            number,
            order_no,
            traveller_number,
            status,
            channel,
            product,
            destination,
            depart,
            return_day,
            pax,
            amount,
            remark,
            created_at,
            updated_at,
        })
    }

    fn number(&self) -> u64 {
        self.number
    }
}

impl fmt::Debug for OrderRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OrderRow({}, {}, [sealed])", self.number, self.order_no)
    }
}
