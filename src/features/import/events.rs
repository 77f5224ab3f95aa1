//! What is entered about an import.

use crate::kernel::audit::{EventKind, FactName};

/// Where the rows come from.
pub(super) const SOURCE: FactName<&'static str> = FactName::word("source");
/// Rows that were stored.
pub(super) const STORED: FactName<i64> = FactName::number("stored");
/// Rows that were there already.
pub(super) const THERE: FactName<i64> = FactName::number("there");
/// Rows that were refused.
pub(super) const REFUSED: FactName<i64> = FactName::number("refused");
/// Whether somebody stopped it.
pub(super) const STOPPED: FactName<&'static str> = FactName::word("stopped");

pub(super) const STARTED: EventKind = EventKind::new("import.started").fact(SOURCE);
pub(super) const TRAVELLERS_STORED: EventKind = stored("import.travellers_stored");
pub(super) const ORDERS_STORED: EventKind = stored("import.orders_stored");
pub(super) const PAYMENTS_STORED: EventKind = stored("import.payments_stored");
pub(super) const FINISHED: EventKind = EventKind::new("import.finished")
    .fact(SOURCE)
    .fact(STORED)
    .fact(THERE)
    .fact(REFUSED)
    .fact(STOPPED);

const fn stored(name: &'static str) -> EventKind {
    EventKind::new(name).subjects().count().fact(SOURCE)
}
