//! What is entered about reading the log.

use uuid::Uuid;

use crate::kernel::audit::{EventKind, FactName, facts};

/// Whose doing was looked for.
pub(super) const PERSON: FactName<Uuid> = FactName::id("person");
/// The outcome that was looked for.
pub(super) const OUTCOME: FactName<&'static str> = FactName::word("outcome");
/// Whose data was looked for.
pub(super) const SUBJECT: FactName<Uuid> = FactName::id("subject");
/// The session that was looked for.
pub(super) const SESSION: FactName<Uuid> = FactName::id("session");
/// The request that was looked for.
pub(super) const REQUEST: FactName<Uuid> = FactName::id("request");

pub(super) const LISTED: EventKind =
    selecting(EventKind::new("audit.listed").about(&["order"]).count());
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

/// An event whose entries may say which filters were used, and the ids and times in them.
pub(super) const fn selecting(kind: EventKind) -> EventKind {
    kind.fact(facts::FILTERS)
        .fact(PERSON)
        .fact(OUTCOME)
        .fact(SUBJECT)
        .fact(SESSION)
        .fact(REQUEST)
        .fact(facts::FROM)
        .fact(facts::UNTIL)
}
