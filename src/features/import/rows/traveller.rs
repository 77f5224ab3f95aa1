//! A row of `travellers.csv`: the person, sealed as soon as it is stored.
//!
//! Owns its columns and checks. Must not print what it holds.

use std::fmt;

use csv::StringRecord;
use zeroize::Zeroizing;

use super::cells::{Cells, RowError, RowProblem};
use super::{ImportRow, NUMBER_MAX, SHORT_TEXT};
use crate::base::clock::Timestamp;
use crate::base::day::Day;
use crate::base::document::{DocumentKind, DocumentNumber};
use crate::base::phone::Phone;
use crate::base::travel::Gender;

/// The longest e-mail address (RFC 5321 §4.5.3.1.3, without the angle brackets).
const EMAIL_MAX: usize = 254;

/// A row of `travellers.csv`. Personal texts are erased from memory when dropped.
pub struct TravellerRow {
    /// The source's number of the traveller, from 1.
    pub number: u64,
    pub name: Zeroizing<String>,
    pub gender: Gender,
    pub birth: Day,
    /// The document's number, which knows its kind.
    pub document: DocumentNumber,
    pub phone: Phone,
    /// The e-mail address; empty if there is none.
    pub email: Zeroizing<String>,
    /// When the source came to know the traveller.
    pub created_at: Timestamp,
}

impl ImportRow for TravellerRow {
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "name",
        "gender",
        "birth_date",
        "id_type",
        "id_no",
        "phone",
        "email",
        "created_at",
    ];

    fn parse(record: &StringRecord) -> Result<Self, RowError> {
        let mut cells = Cells::of(record, Self::COLUMNS)?;
        let number = cells.next().number(1..=NUMBER_MAX)?;
        let name = cells.next().sealed_required(SHORT_TEXT)?;
        let gender = cells.next().parse(RowProblem::Word)?;
        let birth_cell = cells.next();
        let birth = birth_cell.parse(RowProblem::Day)?;
        let kind: DocumentKind = cells.next().parse(RowProblem::Word)?;
        let document_cell = cells.next();
        let document = DocumentNumber::parse(kind, document_cell.required()?)
            .map_err(|error| document_cell.error(RowProblem::Document(error)))?;
        if document.birth_day().is_some_and(|day| day != birth) {
            return Err(birth_cell.error(RowProblem::BirthDate));
        }
        let phone_cell = cells.next();
        let phone = Phone::parse(phone_cell.required()?)
            .map_err(|error| phone_cell.error(RowProblem::Phone(error)))?;
        let email_cell = cells.next();
        let email = email_cell.sealed_text(EMAIL_MAX)?;
        if !(email.is_empty() || is_email(&email)) {
            return Err(email_cell.error(RowProblem::Email));
        }
        let created_at = cells.next().parse(RowProblem::Time)?;
        Ok(Self {
            number,
            name,
            gender,
            birth,
            document,
            phone,
            email,
            created_at,
        })
    }

    fn number(&self) -> u64 {
        self.number
    }
}

impl fmt::Debug for TravellerRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TravellerRow({}, [sealed])", self.number)
    }
}

/// Whether this can be an e-mail address: something, one `@`, something with a dot. What is deliverable
/// only a mail server knows.
fn is_email(text: &str) -> bool {
    match text.split_once('@') {
        Some((local, domain)) => {
            !local.is_empty()
                && !text.contains(char::is_whitespace)
                && !domain.contains('@')
                && domain.split('.').count() > 1
                && domain.split('.').all(|label| !label.is_empty())
        }
        None => false,
    }
}
