//! What may be done here. Asking for a data set and running it are one permission: the worker asks the policy again, in the
//! role that the person has then.

use super::model::DataSet;
use crate::{
    kernel::{
        authz::{Changes, Permission, Seals},
        vault::Passphrase,
    },
    permissions,
};

permissions! {
    /// See one's own exports.
    ExportList = "export":"list" { events: ["export.listed"] }
    /// See the form.
    ExportAsk = "export":"ask" { events: ["export.form_viewed"] }
    /// Export orders with contacts and itineraries.
    ExportOrders = "export":"orders" {
        events: ["export.asked", "export.started", "export.batch_read", "export.finished", "export.failed"],
        masks: [Contact],
        reveals: [Contact, Itinerary],
        seals: [Passphrase],
        changes: ["export"],
    }
    /// Export travellers with contacts and identities.
    ExportTravellers = "export":"travellers" {
        events: ["export.asked", "export.started", "export.batch_read", "export.finished", "export.failed"],
        masks: [Contact, Identity],
        reveals: [Contact, Identity],
        seals: [Passphrase],
        changes: ["export"],
    }
    /// Export payments: nobody's personal data.
    ExportPayments = "export":"payments" {
        events: ["export.asked", "export.started", "export.batch_read", "export.finished", "export.failed"],
        seals: [Passphrase],
        changes: ["export"],
    }
    /// See one export and how far it is.
    ExportRead = "export":"read" { events: ["export.viewed", "export.progress_viewed"] }
    /// Approve one deed with code and password.
    ExportConfirm = "export":"confirm" {
        events: ["export.approval_tried", "export.approved", "export.code_sent", "export.refused"],
        changes: ["export"],
    }
    /// See the archive's passphrase, once.
    ExportPassphrase = "export":"read_passphrase" {
        events: ["export.passphrase_shown"],
        reveals: [Passphrase],
        seals: [Passphrase],
        changes: ["export"],
    }
    /// Fetch the archive, once.
    ExportDownload = "export":"download" { events: ["export.downloaded"], changes: ["export"] }
    /// Withdraw an export and remove what it made.
    ExportCancel = "export":"cancel" {
        events: ["export.cancelled"],
        seals: [Passphrase],
        changes: ["export"],
    }
    /// Remove what nobody fetched in time or a lost worker left behind.
    ExportExpire = "export":"expire" {
        events: ["export.expired", "export.failed"],
        seals: [Passphrase],
        changes: ["export"],
    }
}

/// A permission to export one data set.
pub trait Exporting: Permission + Changes + Seals<Passphrase> {
    /// Which.
    const DATA_SET: DataSet;
}

impl Exporting for ExportOrders {
    const DATA_SET: DataSet = DataSet::Orders;
}

impl Exporting for ExportTravellers {
    const DATA_SET: DataSet = DataSet::Travellers;
}

impl Exporting for ExportPayments {
    const DATA_SET: DataSet = DataSet::Payments;
}
