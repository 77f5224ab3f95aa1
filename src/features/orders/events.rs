//! What is recorded about orders.

use uuid::Uuid;

use crate::kernel::audit::{EventKind, FieldName, fields};

/// The channel that was asked for.
pub(super) const CHANNEL: FieldName<&'static str> = FieldName::code("channel");
/// The status that was asked for.
pub(super) const STATUS: FieldName<&'static str> = FieldName::code("status");
/// The traveller whose orders were asked for.
pub(super) const TRAVELLER: FieldName<Uuid> = FieldName::id("traveller");
pub(super) const BY: FieldName<&'static str> = FieldName::code("by");

pub(super) const LISTED: EventKind = EventKind::new("order.listed")
    .subjects()
    .count()
    .field(STATUS)
    .field(CHANNEL)
    .field(fields::FROM)
    .field(fields::UNTIL)
    .field(TRAVELLER)
    .field(fields::TOTAL);
pub(super) const SEARCHED: EventKind = EventKind::new("order.searched")
    .resource(&["order", "traveller"])
    .subjects()
    .count()
    .field(BY)
    .field(fields::CAUSE);
/// A search by phone number that found nobody.
pub(super) const SEARCH_MISSED: EventKind = EventKind::new("order.search_missed").count().field(BY);
pub(super) const SEARCH_REFUSED: EventKind =
    EventKind::new("order.search_refused").field(fields::CAUSE);
pub(super) const VIEWED: EventKind = EventKind::new("order.viewed")
    .resource(&["order"])
    .subjects();
pub(super) const CONTACT_REVEALED: EventKind = revealed("order.contact_revealed");
pub(super) const CONTACT_COPIED: EventKind = copied("order.contact_copied");
pub(super) const IDENTITY_REVEALED: EventKind = revealed("order.identity_revealed");
pub(super) const IDENTITY_COPIED: EventKind = copied("order.identity_copied");
pub(super) const REVEAL_REFUSED: EventKind = revealed("order.reveal_refused").field(fields::CAUSE);

const fn revealed(name: &'static str) -> EventKind {
    copied(name).reason()
}

const fn copied(name: &'static str) -> EventKind {
    EventKind::new(name).resource(&["order"]).subjects()
}
