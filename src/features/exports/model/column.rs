//! The columns of each data set, what they are made of, and a choice of them.

use serde::{Deserialize, Serialize};

use super::{Clarity, DataSet};
use crate::{
    base::{locale::Locale, words::words},
    kernel::vault::{Contact, Identity, Itinerary, Part},
};

words! {
    /// A column that a file may have.
    Column {
        /// The order's number.
        OrderNo = "order_no", "exports.column.order_no";
        /// Where the order or the payment stands.
        Status = "status", "exports.column.status";
        /// Where the order came from.
        Channel = "channel", "exports.column.channel";
        /// How it was paid.
        Method = "method", "exports.column.method";
        /// The product.
        Product = "product", "exports.column.product";
        /// How many travel.
        Pax = "pax", "exports.column.pax";
        /// Yuan.
        Amount = "amount", "exports.column.amount";
        /// The payment's number at whoever carried it.
        TradeNo = "trade_no", "exports.column.trade_no";
        /// The traveller's id, the same in every export.
        Traveller = "traveller", "exports.column.traveller";
        /// When it came to be, China time.
        CreatedAt = "created_at", "exports.column.created_at";
        /// When it was changed last, China time.
        UpdatedAt = "updated_at", "exports.column.updated_at";
        /// When it was paid, China time.
        PaidAt = "paid_at", "exports.column.paid_at";
        /// The traveller's name.
        Name = "name", "exports.column.name";
        /// The traveller's phone.
        Phone = "phone", "exports.column.phone";
        /// The traveller's e-mail address.
        Email = "email", "exports.column.email";
        /// The kind of the traveller's document.
        DocumentKind = "document_kind", "exports.column.document_kind";
        /// Its number.
        DocumentNumber = "document_number", "exports.column.document_number";
        /// The traveller's birth date.
        BirthDate = "birth_date", "exports.column.birth_date";
        /// The traveller's gender.
        Gender = "gender", "exports.column.gender";
        /// Where the journey goes.
        Destination = "destination", "exports.column.destination";
        /// When it begins.
        Depart = "depart", "exports.column.depart";
        /// When it ends.
        ReturnDay = "return_day", "exports.column.return_day";
        /// The hotel.
        Hotel = "hotel", "exports.column.hotel";
        /// What was asked for.
        Remark = "remark", "exports.column.remark";
    }
}

/// What a column is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Business data.
    Plain,
    /// Part of a sealed contact.
    Contact,
    /// Part of a sealed identity.
    Identity,
    /// Part of a sealed itinerary.
    Itinerary,
}

impl Column {
    /// What it is made of.
    pub const fn class(self) -> Class {
        match self {
            Self::Name | Self::Phone | Self::Email => Class::Contact,
            Self::DocumentKind | Self::DocumentNumber | Self::BirthDate | Self::Gender => {
                Class::Identity
            }
            Self::Destination | Self::Depart | Self::ReturnDay | Self::Hotel | Self::Remark => {
                Class::Itinerary
            }
            _ => Class::Plain,
        }
    }

    /// Whether the form offers it chosen; a sensitive one then masked.
    pub const fn is_usual(self) -> bool {
        match self.class() {
            Class::Plain => !matches!(self, Self::Traveller | Self::UpdatedAt),
            _ => matches!(self, Self::Name | Self::Phone),
        }
    }

    /// The ways in which a sensitive column may leave; none for a plain one. What has no mask leaves in clear or not at all.
    pub const fn clarities(self) -> &'static [Clarity] {
        match (self, self.class()) {
            (_, Class::Plain) => &[],
            (Self::Gender, _) | (_, Class::Itinerary) => &[Clarity::Clear],
            _ => Clarity::ALL,
        }
    }
}

impl DataSet {
    /// The columns it has, in the order of the file.
    pub const fn columns(self) -> &'static [Column] {
        use Column as C;
        match self {
            Self::Orders => &[
                C::OrderNo,
                C::Status,
                C::Channel,
                C::Product,
                C::Pax,
                C::Amount,
                C::CreatedAt,
                C::UpdatedAt,
                C::Traveller,
                C::Name,
                C::Phone,
                C::Email,
                C::Destination,
                C::Depart,
                C::ReturnDay,
                C::Hotel,
                C::Remark,
            ],
            Self::Travellers => &[
                C::Traveller,
                C::CreatedAt,
                C::Name,
                C::Phone,
                C::Email,
                C::DocumentKind,
                C::DocumentNumber,
                C::BirthDate,
                C::Gender,
            ],
            Self::Payments => &[
                C::OrderNo,
                C::Method,
                C::Status,
                C::Amount,
                C::TradeNo,
                C::CreatedAt,
                C::PaidAt,
            ],
        }
    }
}

/// One chosen column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chosen {
    /// Which.
    pub column: Column,
    /// How a sensitive one leaves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clarity: Option<Clarity>,
}

/// The columns of a file, in order, and the language of its header and words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout {
    /// The language.
    pub language: Locale,
    /// The columns.
    pub columns: Vec<Chosen>,
}

impl Layout {
    /// The columns that leave in this way.
    pub fn with(&self, clarity: Option<Clarity>) -> impl Iterator<Item = Column> {
        self.columns
            .iter()
            .filter(move |chosen| chosen.clarity == clarity)
            .map(|chosen| chosen.column)
    }

    /// Whether a column of this class leaves in this way.
    pub fn has(&self, class: Class, clarity: Clarity) -> bool {
        self.with(Some(clarity))
            .any(|column| column.class() == class)
    }

    /// Whether any column of this class leaves.
    pub fn needs(&self, class: Class) -> bool {
        self.columns
            .iter()
            .any(|chosen| chosen.column.class() == class)
    }

    /// The parts that making the file opens, as audit entries write them; empty if nobody's data is opened.
    pub fn opens(&self) -> Vec<&'static str> {
        [
            (Class::Contact, Clarity::Masked, Contact::MASKED),
            (Class::Contact, Clarity::Clear, Contact::REVEALED),
            (Class::Identity, Clarity::Masked, Identity::MASKED),
            (Class::Identity, Clarity::Clear, Identity::REVEALED),
            (Class::Itinerary, Clarity::Clear, Itinerary::REVEALED),
        ]
        .into_iter()
        .filter(|(class, clarity, _)| self.has(*class, *clarity))
        .map(|(_, _, word)| word)
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn payments_have_no_column_of_anybody() {
        assert!(
            DataSet::Payments
                .columns()
                .iter()
                .all(|column| column.class() == Class::Plain)
        );
    }

    #[test]
    fn a_layout_opens_only_what_its_columns_need() {
        let chosen = |column, clarity| Chosen { column, clarity };
        let mut layout = Layout {
            language: Locale::Zh,
            columns: vec![chosen(Column::OrderNo, None)],
        };
        assert!(layout.opens().is_empty());
        layout.columns.extend([
            chosen(Column::Name, Some(Clarity::Masked)),
            chosen(Column::Hotel, Some(Clarity::Clear)),
        ]);
        assert_eq!(layout.opens(), ["contact:masked", "itinerary:revealed"]);
        assert!(layout.needs(Class::Contact) && !layout.needs(Class::Identity));
    }
}
