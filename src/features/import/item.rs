//! What goes in and what comes out of an import: items, refusals, counts, errors.

use std::ops::AddAssign;

use super::rows::{HeaderError, RowError, RowProblem};
use crate::kernel::failure::Failure;

/// Where records come from: the same number of the same source is the same record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source(&'static str);

impl Source {
    /// The CSV files of `hufu import`.
    pub const CSV: Self = Self("csv");
    /// The synthetic people of the demonstration.
    pub const DEMO: Self = Self("demo");

    /// The name that ids are made from.
    pub fn as_str(self) -> &'static str {
        self.0
    }
}

/// One row of a source, parsed or refused.
pub struct Item<R> {
    /// Its line in the file, from 1.
    pub line: u64,
    /// Bytes of the file read up to its end.
    pub read: u64,
    pub row: Result<R, Refusal>,
}

impl<R> Item<R> {
    /// The same with its row as something else.
    pub fn map<T>(self, convert: impl FnOnce(R) -> T) -> Item<T> {
        Item {
            line: self.line,
            read: self.read,
            row: self.row.map(convert),
        }
    }
}

/// A row that was not taken: where it is and why. The value itself is nowhere in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Its line in the file, from 1.
    pub line: u64,
    /// The column; empty if the row as a whole is wrong.
    pub column: &'static str,
    pub problem: Problem,
}

impl Refusal {
    /// The row of this line is wrong in itself.
    pub fn of_row(line: u64, error: RowError) -> Self {
        Self {
            line,
            column: error.column,
            problem: Problem::Row(error.problem),
        }
    }
}

/// Why a row was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// It is wrong in itself.
    #[error("{0}")]
    Row(RowProblem),
    /// It is not text in UTF-8.
    #[error("not UTF-8")]
    Encoding,
    /// Another traveller has this phone.
    #[error("belongs to another traveller")]
    PhoneTaken,
    /// Another traveller has this document.
    #[error("belongs to another traveller")]
    DocumentTaken,
    /// Another order has this number.
    #[error("belongs to another order")]
    OrderNoTaken,
    /// The order's traveller was never imported.
    #[error("no such traveller")]
    UnknownTraveller,
    /// The payment's order was never imported.
    #[error("no such order")]
    UnknownOrder,
}

/// What became of the rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub stored: u64,
    /// Already there, and left as they are.
    pub there: u64,
    pub refused: u64,
}

impl Counts {
    pub fn total(self) -> u64 {
        self.stored + self.there + self.refused
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.stored += other.stored;
        self.there += other.there;
        self.refused += other.refused;
    }
}

/// Why an import stopped. What was stored before stays; running it again continues.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The log or a store refused.
    #[error("the import stopped: {0}")]
    Failure(#[from] Failure),
    /// The file cannot be read.
    #[error("the file cannot be read: {0}")]
    File(std::io::Error),
    /// It is no text in UTF-8, from this line on.
    #[error(
        "line {line} is not UTF-8. Excel on a Chinese system writes GBK: save the file as \"CSV UTF-8\", \
         or convert it with iconv -f GB18030 -t UTF-8. Nothing of it was imported"
    )]
    Encoding {
        /// The first such line, from 1.
        line: u64,
    },
    /// It is another file.
    #[error(transparent)]
    Header(#[from] HeaderError),
    /// The refused rows cannot be listed.
    #[error("the list of refused rows cannot be written: {0}")]
    Rejects(std::io::Error),
}
