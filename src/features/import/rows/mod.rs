//! The rows of the three import files (row B8), parsed and checked.
//!
//! Owns the columns, their order and what a cell may hold. Must not touch a store: whether a record is
//! known already is the importer's question. An error names the column and the problem, never the value.

mod cells;
mod order;
mod payment;
mod traveller;

use csv::StringRecord;

pub use self::cells::{RowError, RowProblem};
pub use self::order::OrderRow;
pub use self::payment::PaymentRow;
pub use self::traveller::TravellerRow;

/// The most characters of a name, a destination or a product.
const SHORT_TEXT: usize = 100;
/// The largest amount: ten billion yuan, in fen. Sums of a million of them still fit.
const AMOUNT_MAX: i64 = 1_000_000_000_000;
/// The largest number of a record: what an `i64` column holds.
const NUMBER_MAX: u64 = i64::MAX as u64;

/// A row of an import file.
pub trait ImportRow: Sized {
    /// The columns, in the order of the file.
    const COLUMNS: &'static [&'static str];

    /// Reads one row.
    ///
    /// # Errors
    /// At the first cell that cannot be taken.
    fn parse(record: &StringRecord) -> Result<Self, RowError>;

    /// The number that the source gives the record, from 1: what other files refer to.
    fn number(&self) -> u64;

    /// Checks the header row.
    ///
    /// # Errors
    /// If it is not exactly [`Self::COLUMNS`].
    fn check_header(header: &StringRecord) -> Result<(), HeaderError> {
        if header
            .iter()
            .map(str::trim)
            .eq(Self::COLUMNS.iter().copied())
        {
            Ok(())
        } else {
            Err(HeaderError {
                expected: Self::COLUMNS,
            })
        }
    }
}

/// A file whose header is not the expected one: probably another file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the header row must be: {}", .expected.join(","))]
pub struct HeaderError {
    /// The columns that the file must have, in this order.
    pub expected: &'static [&'static str],
}

#[cfg(test)]
mod tests;
