//! Events that belong to no room: what the guard enters for every permission, and what the vault could not open.

use super::{
    catalogue::{EventKind, FactField},
    facts,
};

/// Somebody was refused before their request was looked at.
pub(in crate::kernel) const ACCESS_DENIED: EventKind =
    EventKind::new("access.denied").fact(facts::STATUS);

/// A request that was let in came to nothing. What it asked about need not be there.
pub(in crate::kernel) const REQUEST_FAILED: EventKind = EventKind::new("request.failed")
    .about(&["order", "payment"])
    .fact(facts::STATUS)
    .fact(facts::CAUSE);

/// Sealed values that did not open.
pub(in crate::kernel) const OPEN_FAILED: EventKind = EventKind::new("vault.open_failed")
    .subjects()
    .count()
    .fact(facts::PART)
    .fact(facts::WHY);

/// What the guard enters for every permission.
pub const GUARD_EVENTS: &[&EventKind] = &[&ACCESS_DENIED, &REQUEST_FAILED, &OPEN_FAILED];

/// Facts that every event may carry: a form that came in is said of each entry of its request (T6).
pub fn every_event() -> impl Iterator<Item = FactField> {
    [facts::TRANSPORT.field].into_iter()
}
