//! What is recorded about an import.

use crate::kernel::audit::{EventKind, FieldName};

/// Where the rows come from.
pub(super) const SOURCE: FieldName<&'static str> = FieldName::code("source");
pub(super) const STORED: FieldName<i64> = FieldName::number("stored");
/// Rows that were there already.
pub(super) const THERE: FieldName<i64> = FieldName::number("there");
pub(super) const REFUSED: FieldName<i64> = FieldName::number("refused");
pub(super) const STOPPED: FieldName<&'static str> = FieldName::code("stopped");

pub(super) const STARTED: EventKind = EventKind::new("import.started").field(SOURCE);
pub(super) const TRAVELLERS_STORED: EventKind = stored("import.travellers_stored");
pub(super) const ORDERS_STORED: EventKind = stored("import.orders_stored");
pub(super) const PAYMENTS_STORED: EventKind = stored("import.payments_stored");
pub(super) const FINISHED: EventKind = EventKind::new("import.finished")
    .field(SOURCE)
    .field(STORED)
    .field(THERE)
    .field(REFUSED)
    .field(STOPPED);

const fn stored(name: &'static str) -> EventKind {
    EventKind::new(name).subjects().count().field(SOURCE)
}
