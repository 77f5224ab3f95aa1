//! What is entered about reading the log.

use crate::kernel::audit::{EventKind, facts};

pub(super) const LISTED: EventKind = EventKind::new("audit.listed")
    .about(&["order"])
    .count()
    .selection();
pub(super) const ENTRY_VIEWED: EventKind = EventKind::new("audit.entry_viewed").about(&["audit"]);
pub(super) const DAYS_VIEWED: EventKind = EventKind::new("audit.days_viewed")
    .fact(facts::FROM)
    .fact(facts::UNTIL);
/// The traveller is the subject.
pub(super) const TRAVELLER_VIEWED: EventKind =
    EventKind::new("audit.traveller_viewed").subjects().count();
/// Whoever looked is the resource; those whom they saw are not named again.
pub(super) const PERSON_VIEWED: EventKind = EventKind::new("audit.person_viewed")
    .about(&["staff", "session", "address", "export"])
    .count()
    .fact(facts::FROM)
    .fact(facts::UNTIL);
pub(super) const CATALOGUE_VIEWED: EventKind = EventKind::new("audit.catalogue_viewed");
