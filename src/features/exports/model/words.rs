//! The closed sets of words of an export.

use crate::base::words::words;
use crate::i18n::key;

words! {
    DataSet {
        /// Orders with their travellers and itineraries.
        Orders = "orders", key::EXPORTS_DATA_SET_ORDERS;
        Travellers = "travellers", key::EXPORTS_DATA_SET_TRAVELLERS;
        /// Payments, without anybody's personal data.
        Payments = "payments", key::EXPORTS_DATA_SET_PAYMENTS;
        /// Entries of the audit log with their proofs.
        Entries = "entries", key::EXPORTS_DATA_SET_ENTRIES;
    }
}

words! {
    FileFormat {
        /// RFC 4180, UTF-8.
        Csv = "csv", key::EXPORTS_FORMAT_CSV;
        /// Office Open XML (ISO/IEC 29500).
        Xlsx = "xlsx", key::EXPORTS_FORMAT_XLSX;
        /// One JSON value a line, UTF-8.
        JsonLines = "jsonl", key::EXPORTS_FORMAT_JSONL;
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
    Disclosure {
        /// As masked inside the vault.
        Masked = "masked", key::EXPORTS_DISCLOSURE_MASKED;
        Clear = "clear", key::EXPORTS_DISCLOSURE_CLEAR;
    }
}

words! {
    State {
        /// Asked for; waits for code and password.
        Asked = "asked", key::EXPORTS_STATE_ASKED;
        /// Approved; waits for a worker.
        Approved = "approved", key::EXPORTS_STATE_APPROVED;
        /// A worker writes the file.
        Running = "running", key::EXPORTS_STATE_RUNNING;
        /// The file waits to be fetched.
        Ready = "ready", key::EXPORTS_STATE_READY;
        /// Fetched; the file is gone.
        Downloaded = "downloaded", key::EXPORTS_STATE_DOWNLOADED;
        /// Not approved or not fetched in time.
        Expired = "expired", key::EXPORTS_STATE_EXPIRED;
        /// It could not be finished; its approval is spent.
        Failed = "failed", key::EXPORTS_STATE_FAILED;
        /// Withdrawn, or refused too often.
        Cancelled = "cancelled", key::EXPORTS_STATE_CANCELLED;
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
        Download = "download", key::EXPORTS_NOTICE_DOWNLOAD;
        /// The passphrase, which is shown once.
        Passphrase = "passphrase", key::EXPORTS_NOTICE_PASSPHRASE;
        /// The end of what is over already.
        Cancel = "cancel", key::EXPORTS_NOTICE_CANCEL;
    }
}
