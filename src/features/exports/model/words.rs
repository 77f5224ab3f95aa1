//! The closed sets of words of an export.

use crate::base::words::words;

words! {
    /// Which data leaves.
    DataSet {
        /// Orders with their travellers and itineraries.
        Orders = "orders", "exports.data_set.orders";
        /// Travellers.
        Travellers = "travellers", "exports.data_set.travellers";
        /// Payments, without anybody's personal data.
        Payments = "payments", "exports.data_set.payments";
        /// Entries of the audit log with their proofs.
        Entries = "entries", "exports.data_set.entries";
    }
}

words! {
    /// Which kind of file.
    FileFormat {
        /// RFC 4180, UTF-8.
        Csv = "csv", "exports.format.csv";
        /// Office Open XML (ISO/IEC 29500).
        Xlsx = "xlsx", "exports.format.xlsx";
        /// One JSON value a line, UTF-8.
        JsonLines = "jsonl", "exports.format.jsonl";
    }
}

impl DataSet {
    /// The kinds of file it leaves in, the usual one first.
    pub const fn formats(self) -> &'static [FileFormat] {
        match self {
            Self::Orders | Self::Travellers | Self::Payments => {
                &[FileFormat::Csv, FileFormat::Xlsx]
            }
            Self::Entries => &[FileFormat::JsonLines, FileFormat::Csv],
        }
    }
}

words! {
    /// How a sensitive column leaves.
    Clarity {
        /// As masked inside the vault.
        Masked = "masked", "exports.clarity.masked";
        /// As it is.
        Clear = "clear", "exports.clarity.clear";
    }
}

words! {
    /// Where an export stands.
    State {
        /// Asked for; waits for code and password.
        Asked = "asked", "exports.state.asked";
        /// Approved; waits for a worker.
        Approved = "approved", "exports.state.approved";
        /// A worker writes the file.
        Running = "running", "exports.state.running";
        /// The file waits to be fetched.
        Ready = "ready", "exports.state.ready";
        /// Fetched; the file is gone.
        Downloaded = "downloaded", "exports.state.downloaded";
        /// Not approved or not fetched in time.
        Expired = "expired", "exports.state.expired";
        /// It could not be finished; its approval is spent.
        Failed = "failed", "exports.state.failed";
        /// Withdrawn, or refused too often.
        Cancelled = "cancelled", "exports.state.cancelled";
    }
}

impl State {
    /// Nothing more will happen to it.
    pub const fn is_over(self) -> bool {
        matches!(
            self,
            Self::Downloaded | Self::Expired | Self::Failed | Self::Cancelled
        )
    }

    /// The tone of its dot.
    pub const fn tone(self) -> &'static str {
        match self {
            Self::Asked => "waiting",
            Self::Approved | Self::Running => "going",
            Self::Ready => "good",
            Self::Failed => "danger",
            Self::Downloaded | Self::Expired | Self::Cancelled => "quiet",
        }
    }
}

words! {
    /// What somebody asked of an export that has nothing of the kind to give any more.
    Notice {
        /// The file, which is fetched once.
        Download = "download", "exports.notice.download";
        /// The passphrase, which is shown once.
        Passphrase = "passphrase", "exports.notice.passphrase";
        /// The end of what is over already.
        Cancel = "cancel", "exports.notice.cancel";
    }
}
