//! An export as its row has it, whole from the start.

use std::time::Duration;

use super::{
    deed::Deed,
    extract::Extract,
    model::{DataSet, FileFormat, State},
};
use crate::base::{
    clock::Timestamp,
    ids::{ExportId, StaffId},
    reason::Reason,
};

pub(super) struct Export {
    pub id: ExportId,
    /// Who asked, and who alone may approve and fetch it.
    pub owner: StaffId,
    pub format: FileFormat,
    /// Which rows and columns, and how these leave.
    pub extract: Extract,
    pub reason: String,
    /// Rows counted when it was asked for.
    pub rows: i64,
    pub people: i64,
    pub deed: [u8; 32],
    pub state: State,
    /// The digest of the code sent last.
    pub code: Option<Vec<u8>>,
    pub code_expires_at: Option<Timestamp>,
    /// Proofs that were looked at.
    pub tries: i64,
    pub rows_done: i64,
    pub file_bytes: Option<i64>,
    pub file_sha256: Option<Vec<u8>>,
    /// Whether the passphrase was shown or is gone.
    pub passphrase_read: bool,
    pub created_at: Timestamp,
    pub approved_at: Option<Timestamp>,
    /// Until when the file can be fetched.
    pub expires_at: Option<Timestamp>,
    pub downloaded_at: Option<Timestamp>,
}

impl Export {
    /// How long an export waits for its approval: counts grow stale.
    pub(super) const APPROVABLE_FOR: Duration = Duration::from_secs(30 * 60);

    /// What somebody asks for now, counted.
    ///
    /// # Errors
    /// When its deed cannot be written down.
    pub(super) fn asked(
        owner: StaffId,
        (extract, format): (Extract, FileFormat),
        reason: &Reason,
        (rows, people): (i64, i64),
        now: Timestamp,
    ) -> serde_json::Result<Self> {
        let id = ExportId::generate();
        let deed = Deed {
            export: id,
            owner,
            format,
            extract: &extract,
            rows,
            people,
        };
        Ok(Self {
            deed: deed.digest()?,
            id,
            owner,
            format,
            extract,
            reason: reason.to_string(),
            rows,
            people,
            state: State::Asked,
            code: None,
            code_expires_at: None,
            tries: 0,
            rows_done: 0,
            file_bytes: None,
            file_sha256: None,
            passphrase_read: false,
            created_at: now,
            approved_at: None,
            expires_at: None,
            downloaded_at: None,
        })
    }

    pub(super) fn data_set(&self) -> DataSet {
        self.extract.data_set()
    }

    /// Whether the row still describes the deed that was asked for.
    pub(super) fn is_whole(&self) -> bool {
        let described = Deed {
            export: self.id,
            owner: self.owner,
            format: self.format,
            extract: &self.extract,
            rows: self.rows,
            people: self.people,
        };
        described.digest().is_ok_and(|digest| digest == self.deed)
    }

    /// Until when it can be approved.
    pub(super) fn approvable_until(&self) -> Timestamp {
        self.created_at + Self::APPROVABLE_FOR
    }
}
