//! The columns of each data set, and what they are made of.

use super::{Clarity, DataSet, FileFormat};
use crate::base::words::words;

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
        /// The entry's number.
        Sequence = "sequence", "exports.column.sequence";
        /// When, UTC.
        At = "at", "exports.column.at";
        /// What kind of actor.
        ActorKind = "actor_kind", "exports.column.actor_kind";
        /// Which member of staff, or which account of the operating system.
        Actor = "actor", "exports.column.actor";
        /// Under which role.
        Role = "role", "exports.column.role";
        /// In which session.
        Session = "session", "exports.column.session";
        /// From which address.
        Address = "address", "exports.column.address";
        /// Under which permission.
        Permission = "permission", "exports.column.permission";
        /// What happened.
        Event = "event", "exports.column.event";
        /// How it ended.
        Outcome = "outcome", "exports.column.outcome";
        /// To what kind of thing.
        ResourceKind = "resource_kind", "exports.column.resource_kind";
        /// To which.
        Resource = "resource", "exports.column.resource";
        /// How many people it is about.
        SubjectCount = "subject_count", "exports.column.subject_count";
        /// Which parts were opened.
        Opened = "opened", "exports.column.opened";
        /// How many rows.
        Count = "count", "exports.column.count";
        /// Why.
        Reason = "reason", "exports.column.reason";
        /// In which request.
        Request = "request", "exports.column.request";
        /// The whole entry, as it is stored.
        Entry = "entry", "exports.column.entry";
        /// Its leaf in the log's tree.
        Leaf = "leaf", "exports.column.leaf";
        /// The path from there to the checkpoint.
        Path = "path", "exports.column.path";
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
