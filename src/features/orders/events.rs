//! What is entered about orders.

use uuid::Uuid;

use crate::kernel::audit::{EventKind, FactName, facts};

/// The channel that was asked for.
pub(super) const CHANNEL: FactName<&'static str> = FactName::word("channel");
/// The status that was asked for.
pub(super) const STATUS: FactName<&'static str> = FactName::word("status");
/// The traveller whose orders were asked for.
pub(super) const TRAVELLER: FactName<Uuid> = FactName::id("traveller");
/// What was searched by.
pub(super) const BY: FactName<&'static str> = FactName::word("by");

pub(super) const LISTED: EventKind = EventKind::new("order.listed")
    .subjects()
    .count()
    .fact(STATUS)
    .fact(CHANNEL)
    .fact(facts::FROM)
    .fact(facts::UNTIL)
    .fact(TRAVELLER)
    .fact(facts::TOTAL);
pub(super) const SEARCHED: EventKind = EventKind::new("order.searched")
    .about(&["order", "traveller"])
    .subjects()
    .count()
    .fact(BY)
    .fact(facts::CAUSE);
/// A search by phone number that found nobody.
pub(super) const SEARCH_MISSED: EventKind = EventKind::new("order.search_missed").count().fact(BY);
pub(super) const SEARCH_REFUSED: EventKind =
    EventKind::new("order.search_refused").fact(facts::CAUSE);
pub(super) const VIEWED: EventKind = EventKind::new("order.viewed").about(&["order"]).subjects();
pub(super) const CONTACT_REVEALED: EventKind = revealed("order.contact_revealed");
pub(super) const CONTACT_COPIED: EventKind = copied("order.contact_copied");
pub(super) const IDENTITY_REVEALED: EventKind = revealed("order.identity_revealed");
pub(super) const IDENTITY_COPIED: EventKind = copied("order.identity_copied");
pub(super) const REVEAL_REFUSED: EventKind = revealed("order.reveal_refused").fact(facts::CAUSE);

const fn revealed(name: &'static str) -> EventKind {
    copied(name).reason()
}

const fn copied(name: &'static str) -> EventKind {
    EventKind::new(name).about(&["order"]).subjects()
}
