//! What may be done here. Asking for a data set and running it are one permission: the worker asks the policy again, in the
//! role that the person has then.

use super::events;
use crate::permissions;

permissions! {
    /// See one's own exports.
    ExportList = "export":"list" { events: [events::LISTED] }
    /// See the form.
    ExportAsk = "export":"ask" { events: [events::FORM_VIEWED] }
    /// Export orders with contacts and itineraries.
    ExportOrders = "export":"orders" {
        events: [events::ASKED, events::STARTED, events::BATCH_READ, events::FINISHED, events::FAILED],
        masks: [Contact],
        reveals: [Contact, Itinerary],
        seals: [Passphrase],
        changes: ["export"],
    }
    /// Export travellers with contacts and identities.
    ExportTravellers = "export":"travellers" {
        events: [events::ASKED, events::STARTED, events::BATCH_READ, events::FINISHED, events::FAILED],
        masks: [Contact, Identity],
        reveals: [Contact, Identity],
        seals: [Passphrase],
        changes: ["export"],
    }
    /// Export payments: nobody's personal data.
    ExportPayments = "export":"payments" {
        events: [events::ASKED, events::STARTED, events::BATCH_READ, events::FINISHED, events::FAILED],
        seals: [Passphrase],
        changes: ["export"],
    }
    /// Export entries of the audit log with their proofs: ids and our own words, nobody's data.
    ExportEntries = "export":"entries" {
        events: [events::ASKED, events::STARTED, events::ENTRIES_READ, events::FINISHED, events::FAILED],
        seals: [Passphrase],
        changes: ["export"],
        reads: [log],
    }
    /// See one export and how far it is.
    ExportRead = "export":"read" { events: [events::VIEWED, events::PROGRESS_VIEWED] }
    /// Approve one deed with code and password.
    ExportConfirm = "export":"confirm" {
        events: [events::APPROVAL_TRIED, events::APPROVED, events::CODE_SENT, events::REFUSED],
        changes: ["export"],
    }
    /// See the archive's passphrase, once.
    ExportPassphrase = "export":"read_passphrase" {
        events: [events::PASSPHRASE_SHOWN],
        reveals: [Passphrase],
        seals: [Passphrase],
        changes: ["export"],
    }
    /// Fetch the archive, once.
    ExportDownload = "export":"download" { events: [events::DOWNLOADED], changes: ["export"] }
    /// Withdraw an export and remove what it made.
    ExportCancel = "export":"cancel" {
        events: [events::CANCELLED],
        seals: [Passphrase],
        changes: ["export"],
    }
    /// Remove what nobody fetched in time or a lost worker left behind.
    ExportExpire = "export":"expire" {
        events: [events::EXPIRED, events::FAILED],
        seals: [Passphrase],
        changes: ["export"],
    }
}
