//! A row of `payments.csv`. Nothing in it is personal.
//!
//! Owns its columns and checks, among them that no trade number is a bank card (row T7) or somebody's number: finance sees
//! trade numbers, and they leave in exports.

use csv::StringRecord;

use super::cells::{Cells, RowError, RowProblem};
use super::{AMOUNT_MAX, ImportRow, NUMBER_MAX};
use crate::base::clock::Timestamp;
use crate::base::money::Fen;
use crate::base::personal::{PersonalKind, find_personal};
use crate::base::travel::{PaymentMethod, PaymentStatus};

/// A row of `payments.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentRow {
    /// The source's number of the payment, from 1.
    pub number: u64,
    /// The source's number of the order.
    pub order_number: u64,
    pub method: PaymentMethod,
    pub status: PaymentStatus,
    pub amount: Fen,
    /// The payment provider's number of the trade: 1 to 64 letters, digits, `-` and `_`.
    pub trade_no: String,
    /// When it was paid; none if it was not.
    pub paid_at: Option<Timestamp>,
}

impl ImportRow for PaymentRow {
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "order_id",
        "method",
        "status",
        "amount_cents",
        "trade_no",
        "paid_at",
    ];

    fn parse(record: &StringRecord) -> Result<Self, RowError> {
        let mut cells = Cells::of(record, Self::COLUMNS)?;
        let number = cells.next().number(1..=NUMBER_MAX)?;
        let order_number = cells.next().number(1..=NUMBER_MAX)?;
        let method = cells.next().parse(RowProblem::Word)?;
        let status = cells.next().parse(RowProblem::Word)?;
        let amount = Fen::new(cells.next().number(0..=AMOUNT_MAX)?);
        let trade_cell = cells.next();
        let trade_no = trade_cell.required()?;
        match find_personal(trade_no) {
            // A trade number with letters is a reference even where its digits happen to pass the check of a card.
            Some(PersonalKind::BankCard) if trade_no.bytes().all(|byte| byte.is_ascii_digit()) => {
                return Err(trade_cell.error(RowProblem::BankCard));
            }
            None | Some(PersonalKind::BankCard) => {}
            Some(_) => return Err(trade_cell.error(RowProblem::Personal)),
        }
        if trade_no.len() > 64
            || !trade_no
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
        {
            return Err(trade_cell.error(RowProblem::TradeNo));
        }
        let trade_no = trade_no.to_owned();
        let paid_at = cells
            .next()
            .optional()
            .map(|cell| cell.parse(RowProblem::Time))
            .transpose()?;
        Ok(Self {
            number,
            order_number,
            method,
            status,
            amount,
            trade_no,
            paid_at,
        })
    }

    fn number(&self) -> u64 {
        self.number
    }
}
