//! The columns of each data set, and what they are made of.

use super::{Clarity, DataSet, FileFormat};
use crate::base::words::words;
use crate::i18n::key;

words! {
    /// A column that a file may have.
    Column {
        /// The order's number.
        OrderNo = "order_no", key::EXPORTS_COLUMN_ORDER_NO;
        /// Where the order or the payment stands.
        Status = "status", key::EXPORTS_COLUMN_STATUS;
        /// Where the order came from.
        Channel = "channel", key::EXPORTS_COLUMN_CHANNEL;
        /// How it was paid.
        Method = "method", key::EXPORTS_COLUMN_METHOD;
        /// The product.
        Product = "product", key::EXPORTS_COLUMN_PRODUCT;
        /// How many travel.
        Pax = "pax", key::EXPORTS_COLUMN_PAX;
        /// Yuan.
        Amount = "amount", key::EXPORTS_COLUMN_AMOUNT;
        /// The payment's number at whoever carried it.
        TradeNo = "trade_no", key::EXPORTS_COLUMN_TRADE_NO;
        /// The traveller's id, the same in every export.
        Traveller = "traveller", key::EXPORTS_COLUMN_TRAVELLER;
        /// When it came to be, China time.
        CreatedAt = "created_at", key::EXPORTS_COLUMN_CREATED_AT;
        /// When it was changed last, China time.
        UpdatedAt = "updated_at", key::EXPORTS_COLUMN_UPDATED_AT;
        /// When it was paid, China time.
        PaidAt = "paid_at", key::EXPORTS_COLUMN_PAID_AT;
        /// The traveller's name.
        Name = "name", key::EXPORTS_COLUMN_NAME;
        /// The traveller's phone.
        Phone = "phone", key::EXPORTS_COLUMN_PHONE;
        /// The traveller's e-mail address.
        Email = "email", key::EXPORTS_COLUMN_EMAIL;
        /// The kind of the traveller's document.
        DocumentKind = "document_kind", key::EXPORTS_COLUMN_DOCUMENT_KIND;
        /// Its number.
        DocumentNumber = "document_number", key::EXPORTS_COLUMN_DOCUMENT_NUMBER;
        /// The traveller's birth date.
        BirthDate = "birth_date", key::EXPORTS_COLUMN_BIRTH_DATE;
        /// The traveller's gender.
        Gender = "gender", key::EXPORTS_COLUMN_GENDER;
        /// Where the journey goes.
        Destination = "destination", key::EXPORTS_COLUMN_DESTINATION;
        /// When it begins.
        Depart = "depart", key::EXPORTS_COLUMN_DEPART;
        /// When it ends.
        ReturnDay = "return_day", key::EXPORTS_COLUMN_RETURN_DAY;
        /// The hotel.
        Hotel = "hotel", key::EXPORTS_COLUMN_HOTEL;
        /// What was asked for.
        Remark = "remark", key::EXPORTS_COLUMN_REMARK;
        /// The entry's number.
        Sequence = "sequence", key::EXPORTS_COLUMN_SEQUENCE;
        /// When, UTC.
        At = "at", key::EXPORTS_COLUMN_AT;
        /// What kind of actor.
        ActorKind = "actor_kind", key::EXPORTS_COLUMN_ACTOR_KIND;
        /// Which member of staff, or which account of the operating system.
        Actor = "actor", key::EXPORTS_COLUMN_ACTOR;
        /// Under which role.
        Role = "role", key::EXPORTS_COLUMN_ROLE;
        /// In which session.
        Session = "session", key::EXPORTS_COLUMN_SESSION;
        /// From which address.
        Address = "address", key::EXPORTS_COLUMN_ADDRESS;
        /// Under which permission.
        Permission = "permission", key::EXPORTS_COLUMN_PERMISSION;
        /// What happened.
        Event = "event", key::EXPORTS_COLUMN_EVENT;
        /// How it ended.
        Outcome = "outcome", key::EXPORTS_COLUMN_OUTCOME;
        /// To what kind of thing.
        ResourceKind = "resource_kind", key::EXPORTS_COLUMN_RESOURCE_KIND;
        /// To which.
        Resource = "resource", key::EXPORTS_COLUMN_RESOURCE;
        /// How many people it is about.
        SubjectCount = "subject_count", key::EXPORTS_COLUMN_SUBJECT_COUNT;
        /// Which parts were opened.
        Opened = "opened", key::EXPORTS_COLUMN_OPENED;
        /// How many rows.
        Count = "count", key::EXPORTS_COLUMN_COUNT;
        /// Why.
        Reason = "reason", key::EXPORTS_COLUMN_REASON;
        /// In which request.
        Request = "request", key::EXPORTS_COLUMN_REQUEST;
        /// The whole entry, as it is stored.
        Entry = "entry", key::EXPORTS_COLUMN_ENTRY;
        /// Its leaf in the log's tree.
        Leaf = "leaf", key::EXPORTS_COLUMN_LEAF;
        /// The path from there to the checkpoint.
        Path = "path", key::EXPORTS_COLUMN_PATH;
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
            Self::Entries => &[
                C::Sequence,
                C::At,
                C::ActorKind,
                C::Actor,
                C::Role,
                C::Session,
                C::Address,
                C::Permission,
                C::Event,
                C::Outcome,
                C::ResourceKind,
                C::Resource,
                C::SubjectCount,
                C::Opened,
                C::Count,
                C::Reason,
                C::Request,
                C::Entry,
                C::Leaf,
                C::Path,
            ],
        }
    }
}

impl DataSet {
    /// What of an entry leaves in a file of this kind. Nobody chooses: evidence has one form.
    pub fn entry_columns(format: FileFormat) -> Vec<Column> {
        if format == FileFormat::JsonLines {
            return vec![Column::Sequence, Column::Entry, Column::Path];
        }
        let columns = Self::Entries.columns().iter().copied();
        columns.filter(|column| *column != Column::Entry).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn payments_and_entries_have_no_column_of_anybody() {
        for data_set in [DataSet::Payments, DataSet::Entries] {
            let mut columns = data_set.columns().iter();
            assert!(columns.all(|column| column.class() == Class::Plain));
        }
    }

    #[test]
    fn an_entry_leaves_whole_or_in_columns() {
        let lines = DataSet::entry_columns(FileFormat::JsonLines);
        assert_eq!(lines, [Column::Sequence, Column::Entry, Column::Path]);
        let table = DataSet::entry_columns(FileFormat::Csv);
        assert!(!table.contains(&Column::Entry) && table.len() == 19);
    }
}
