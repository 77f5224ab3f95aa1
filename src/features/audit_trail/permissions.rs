//! What the auditor may do: read, and nothing else.

crate::permissions! {
    /// Search the audit log.
    AuditList = "audit":"list" { events: ["audit.listed"], reads: [log] }
    /// Read one entry with its evidence.
    AuditRead = "audit":"read" { events: ["audit.entry_viewed"], reads: [log] }
}
