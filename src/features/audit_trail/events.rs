//! What is recorded about reading the log.

use crate::kernel::audit::{EventKind, fields};

pub(super) const LISTED: EventKind = EventKind::new("audit.listed")
    .resource(&["order"])
    .count()
    .selection();
pub(super) const ENTRY_VIEWED: EventKind =
    EventKind::new("audit.entry_viewed").resource(&["audit"]);
pub(super) const DAYS_VIEWED: EventKind = EventKind::new("audit.days_viewed")
    .field(fields::FROM)
    .field(fields::UNTIL);
/// The traveller is the subject.
pub(super) const TRAVELLER_VIEWED: EventKind =
    EventKind::new("audit.traveller_viewed").subjects().count();
/// Whoever looked is the resource; those whom they saw are not named again.
pub(super) const PERSON_VIEWED: EventKind = EventKind::new("audit.person_viewed")
    .resource(&["staff", "session", "address", "export"])
    .count()
    .field(fields::FROM)
    .field(fields::UNTIL);
pub(super) const CATALOGUE_VIEWED: EventKind = EventKind::new("audit.catalogue_viewed");
