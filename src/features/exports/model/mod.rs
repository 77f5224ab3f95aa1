//! What an export is: its words, its columns, its filter and the deed they make together.

mod column;
mod deed;
mod filter;
mod layout;
mod words;

pub use column::{Class, Column};
pub use deed::Deed;
pub use filter::{Filter, SelectedEntries};
pub use layout::{Chosen, Layout};
pub use words::{Clarity, DataSet, FileFormat, Notice, State};

use crate::base::{
    clock::Timestamp,
    ids::{ExportId, StaffId},
};

/// An export as its row has it.
pub struct Export {
    /// Its id.
    pub id: ExportId,
    /// Who asked, and who alone may approve and fetch it.
    pub owner: StaffId,
    /// Which data.
    pub data_set: DataSet,
    /// Which kind of file.
    pub format: FileFormat,
    /// Which rows.
    pub filter: Filter,
    /// Which columns, and how they leave.
    pub layout: Layout,
    /// Why.
    pub reason: String,
    /// Rows counted when it was asked for.
    pub rows: i64,
    /// Travellers among them.
    pub people: i64,
    /// The stored deed.
    pub deed: [u8; 32],
    /// Where it stands.
    pub state: State,
    /// The digest of the code sent last.
    pub code: Option<Vec<u8>>,
    /// Until when that code is good.
    pub code_expires_at: Option<Timestamp>,
    /// Proofs that were looked at.
    pub tries: i64,
    /// Rows written so far.
    pub rows_done: i64,
    /// The file's length in bytes.
    pub file_bytes: Option<i64>,
    /// The file's SHA-256.
    pub file_sha256: Option<Vec<u8>>,
    /// Whether the passphrase was shown or is gone.
    pub passphrase_read: bool,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it was approved.
    pub approved_at: Option<Timestamp>,
    /// Until when the file can be fetched.
    pub expires_at: Option<Timestamp>,
    /// When it was fetched.
    pub downloaded_at: Option<Timestamp>,
}

impl Export {
    /// The deed that this row describes now; it must be the stored one.
    pub fn described(&self) -> Deed<'_> {
        Deed {
            export: self.id,
            owner: self.owner,
            data_set: self.data_set,
            format: self.format,
            filter: &self.filter,
            layout: &self.layout,
            rows: self.rows,
            people: self.people,
        }
    }

    /// Whether the row still describes the deed that was asked for.
    pub fn is_whole(&self) -> bool {
        self.described().digest() == self.deed
    }

    /// Until when it can be approved.
    pub fn approvable_until(&self) -> Timestamp {
        self.created_at + Self::APPROVABLE_FOR
    }

    /// How long an export waits for its approval: counts grow stale.
    pub const APPROVABLE_FOR: std::time::Duration = std::time::Duration::from_secs(30 * 60);
}
