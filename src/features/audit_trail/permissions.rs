//! What the auditor may do: read, and nothing else.

use super::events;

crate::permissions! {
    /// Search the audit log.
    AuditList = "audit":"list" { events: [events::LISTED, events::DAYS_VIEWED], reads: [log] }
    /// Read one entry with its evidence.
    AuditRead = "audit":"read" { events: [events::ENTRY_VIEWED], reads: [log] }
    /// Read who saw a traveller.
    AuditReadTraveller = "audit":"read_traveller" { events: [events::TRAVELLER_VIEWED], reads: [log] }
    /// Read what a member of staff, a session, an address or an export did, and whom they saw.
    AuditReadPerson = "audit":"read_person" { events: [events::PERSON_VIEWED], reads: [log] }
    /// Read the catalogue of events, which says nothing of anybody.
    AuditReadCatalogue = "audit":"read_catalogue" { events: [events::CATALOGUE_VIEWED] }
}
