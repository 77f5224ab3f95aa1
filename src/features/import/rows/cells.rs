//! The cells of one row, taken from left to right, and what can be wrong with one.
//!
//! Owns the checks that all three files share. Must not know any file's columns.

use std::str::FromStr;

use csv::StringRecord;
use zeroize::Zeroizing;

use crate::base::document::DocumentError;
use crate::base::personal::{find_personal, holds_bank_card};
use crate::base::phone::PhoneError;
use crate::base::text::clean;
use crate::i18n::key;

/// Why a row is refused: a column and a reason. The value itself is nowhere in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{column}: {problem}")]
pub struct RowError {
    /// The name of the column; empty if the row as a whole is wrong.
    pub column: &'static str,
    /// What is wrong with it.
    pub problem: RowProblem,
}

/// What is wrong with a cell, or with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RowProblem {
    /// The row has more or fewer cells than the header.
    #[error("wrong number of cells")]
    CellCount,
    /// A cell that must be filled is empty.
    #[error("empty")]
    Missing,
    /// Not a whole number in the range of its column.
    #[error("not a number in range")]
    Number,
    /// Longer than its column allows.
    #[error("too long")]
    TooLong,
    /// Not one of the words that the column knows.
    #[error("not a known word")]
    Word,
    /// Not a day of the form `2026-11-22`.
    #[error("not a day")]
    Day,
    /// Not a time of the form `2026-11-22T10:05:00Z`.
    #[error("not a time")]
    Time,
    /// Before the day or time that must come first: a return before its departure.
    #[error("out of order")]
    Order,
    #[error("not an e-mail address")]
    Email,
    #[error("not an order number")]
    OrderNo,
    #[error("not a trade number")]
    TradeNo,
    /// Not a mainland mobile number.
    #[error("{0}")]
    Phone(PhoneError),
    /// Not a document number of its kind.
    #[error("{0}")]
    Document(DocumentError),
    /// Another birth date than the identity card's number says.
    #[error("differs from the identity card")]
    BirthDate,
    /// It holds a whole bank card number, which Hufu never stores (row T7).
    #[error("holds a bank card number")]
    BankCard,
    /// It holds a personal number in a column that is not sealed.
    #[error("holds a personal number")]
    Personal,
}

impl RowProblem {
    /// The i18n key of the message for people.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::CellCount => key::IMPORT_PROBLEM_CELL_COUNT,
            Self::Missing => key::IMPORT_PROBLEM_MISSING,
            Self::Number => key::IMPORT_PROBLEM_NUMBER,
            Self::TooLong => key::IMPORT_PROBLEM_TOO_LONG,
            Self::Word => key::IMPORT_PROBLEM_WORD,
            Self::Day => key::IMPORT_PROBLEM_DAY,
            Self::Time => key::IMPORT_PROBLEM_TIME,
            Self::Order => key::IMPORT_PROBLEM_ORDER,
            Self::Email => key::IMPORT_PROBLEM_EMAIL,
            Self::OrderNo => key::IMPORT_PROBLEM_ORDER_NO,
            Self::TradeNo => key::IMPORT_PROBLEM_TRADE_NO,
            Self::Phone(error) => error.key(),
            Self::Document(error) => error.key(),
            Self::BirthDate => key::IMPORT_PROBLEM_BIRTH_DATE,
            Self::BankCard => key::IMPORT_PROBLEM_BANK_CARD,
            Self::Personal => key::IMPORT_PROBLEM_PERSONAL,
        }
    }
}

/// The cells of a row that are left to take.
pub(super) struct Cells<'row> {
    record: &'row StringRecord,
    columns: &'static [&'static str],
    taken: usize,
}

impl<'row> Cells<'row> {
    /// All cells of a row; there must be one for each column.
    pub(super) fn of(
        record: &'row StringRecord,
        columns: &'static [&'static str],
    ) -> Result<Self, RowError> {
        if record.len() == columns.len() {
            Ok(Self {
                record,
                columns,
                taken: 0,
            })
        } else {
            Err(RowError {
                column: "",
                problem: RowProblem::CellCount,
            })
        }
    }

    /// The next cell, without the blanks around it.
    pub(super) fn next(&mut self) -> Cell<'row> {
        let at = self.taken;
        self.taken += 1;
        Cell {
            column: self.columns.get(at).copied().unwrap_or_default(),
            text: self.record.get(at).unwrap_or_default().trim(),
        }
    }
}

#[derive(Clone, Copy)]
pub(super) struct Cell<'row> {
    column: &'static str,
    text: &'row str,
}

impl<'row> Cell<'row> {
    /// This cell is wrong in this way.
    pub(super) fn error(self, problem: RowProblem) -> RowError {
        RowError {
            column: self.column,
            problem,
        }
    }

    /// The text, which may be empty.
    pub(super) fn optional(self) -> Option<Self> {
        if self.text.is_empty() {
            None
        } else {
            Some(self)
        }
    }

    /// The text, which may not be empty.
    pub(super) fn required(self) -> Result<&'row str, RowError> {
        self.optional()
            .map(|cell| cell.text)
            .ok_or_else(|| self.error(RowProblem::Missing))
    }

    /// The text as a value; `problem` if it is none.
    pub(super) fn parse<T: FromStr>(self, problem: RowProblem) -> Result<T, RowError> {
        self.required()?.parse().map_err(|_| self.error(problem))
    }

    /// A whole number in a range.
    pub(super) fn number<T: FromStr + PartialOrd>(
        self,
        range: std::ops::RangeInclusive<T>,
    ) -> Result<T, RowError> {
        let number = self.parse(RowProblem::Number)?;
        if range.contains(&number) {
            Ok(number)
        } else {
            Err(self.error(RowProblem::Number))
        }
    }

    /// Free text for a sealed column, possibly empty: anything but a bank card.
    pub(super) fn sealed_text(self, max: usize) -> Result<Zeroizing<String>, RowError> {
        let text =
            Zeroizing::new(clean(self.text, max).map_err(|_| self.error(RowProblem::TooLong))?);
        if holds_bank_card(&text) {
            Err(self.error(RowProblem::BankCard))
        } else {
            Ok(text)
        }
    }

    /// Free text for a sealed column, which may not be empty.
    pub(super) fn sealed_required(self, max: usize) -> Result<Zeroizing<String>, RowError> {
        let text = self.sealed_text(max)?;
        if text.is_empty() {
            Err(self.error(RowProblem::Missing))
        } else {
            Ok(text)
        }
    }

    /// Free text for a column that is not sealed: no personal number of any kind.
    pub(super) fn open_text(self, max: usize) -> Result<String, RowError> {
        let text = clean(self.required()?, max).map_err(|_| self.error(RowProblem::TooLong))?;
        if find_personal(&text).is_some() {
            Err(self.error(RowProblem::Personal))
        } else {
            Ok(text)
        }
    }
}
