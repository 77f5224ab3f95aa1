//! The SQL of exports. Each change names the state it starts from, so that of two at once only one happens.

use super::{
    export::Export,
    extract::Extract,
    model::{DataSet, FileFormat, State},
};
use crate::{
    base::{
        clock::Timestamp,
        ids::{ExportId, StaffId},
    },
    kernel::{authz::Change, db::Pool, jobs},
    statements,
};

statements! { Business;
    /// A new export, waiting for its approval.
    fn insert_row(change, export: &Export, filter: &str, columns: &str, code: Option<&SentCode>) -> Changed
        bind [
            export.id, export.owner, export.data_set(), export.format, filter, columns, export.reason.as_str(), export.rows,
            export.people, export.deed.as_slice(), code.map(|code| code.digest.as_slice()), code.map(|code| code.expires_at),
            export.created_at
        ] =
        "INSERT INTO exports (id, owner_id, data_set, format, filter, columns, reason, row_count, person_count, deed, \
         state, code_hash, code_expires_at, tries, rows_done, passphrase_read, created_at, audit_entry) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'asked', $11, $12, 0, 0, FALSE, $13, $14)";

    /// One export, if it is within the scope.
    fn find_row(pool, id: ExportId, owner: Option<StaffId>) -> Option<ExportRow> =
        "SELECT id, owner_id, data_set, format, filter, columns, reason, row_count, person_count, deed, state, code_hash, \
         code_expires_at, tries, rows_done, file_bytes, file_sha256, passphrase_read, created_at, approved_at, expires_at, \
         downloaded_at FROM exports WHERE id = $1 AND (owner_id = $2 OR $2 IS NULL)";

    /// The approved export that has waited longest.
    pub(super) fn next_approved(pool) -> Option<(ExportId, StaffId, DataSet)> =
        "SELECT id, owner_id, data_set FROM exports WHERE state = 'approved' ORDER BY approved_at, id LIMIT 1";

    /// An export whose time is over: not approved, not fetched, its passphrase not read, or its worker gone.
    pub(super) fn overdue(pool, now: Timestamp) -> Option<(ExportId, State)>
        bind [now, now - Export::APPROVABLE_FOR] =
        "SELECT id, state FROM exports WHERE (state = 'asked' AND created_at <= $2) \
         OR (state = 'ready' AND expires_at <= $1) OR (state = 'running' AND lease_until <= $1) \
         OR (state = 'downloaded' AND NOT passphrase_read AND expires_at <= $1) ORDER BY created_at LIMIT 1";

    pub(super) fn state_of(pool, id: ExportId) -> OptionalValue<State> =
        "SELECT state FROM exports WHERE id = $1";

    pub(super) fn set_code(change, id: ExportId, code: &SentCode) -> Changed
        bind [id, code.digest.as_slice(), code.expires_at] =
        "UPDATE exports SET code_hash = $2, code_expires_at = $3, audit_entry = $4 WHERE id = $1 AND state = 'asked'";

    /// One more try, while there are any and nobody else took one since the export was read.
    pub(super) fn take_try(change, export: &Export, most: i64) -> Changed
        bind [export.id, export.tries, most] =
        "UPDATE exports SET tries = tries + 1, audit_entry = $4 \
         WHERE id = $1 AND state = 'asked' AND tries = $2 AND tries < $3";

    /// The code is used up by the one proof that was right.
    pub(super) fn take_code(change, export: &Export) -> Changed
        bind [export.id, export.code.as_deref()] =
        "UPDATE exports SET code_hash = NULL, code_expires_at = NULL, audit_entry = $3 \
         WHERE id = $1 AND state = 'asked' AND code_hash = $2";

    /// The approval of exactly this deed, once.
    pub(super) fn approve(change, export: &Export, now: Timestamp) -> Changed
        bind [export.id, export.deed.as_slice(), now] =
        "UPDATE exports SET state = 'approved', approved_at = $3, code_hash = NULL, audit_entry = $4 \
         WHERE id = $1 AND state = 'asked' AND deed = $2";

    /// A worker takes an approved export.
    pub(super) fn claim(change, id: ExportId, now: Timestamp) -> Changed
        bind [id, now + jobs::LEASE] =
        "UPDATE exports SET state = 'running', lease_until = $2, audit_entry = $3 WHERE id = $1 AND state = 'approved'";

    /// The worker is alive and has come this far.
    pub(super) fn renew(change, id: ExportId, rows: i64, now: Timestamp) -> Changed
        bind [id, rows, now + jobs::LEASE] =
        "UPDATE exports SET rows_done = $2, lease_until = $3, audit_entry = $4 WHERE id = $1 AND state = 'running'";

    pub(super) fn finish(change, id: ExportId, file: &FinishedFile) -> Changed
        bind [id, file.bytes, file.sha256.as_slice(), file.now, file.expires_at] =
        "UPDATE exports SET state = 'ready', rows_done = row_count, lease_until = NULL, file_bytes = $2, \
         file_sha256 = $3, ready_at = $4, expires_at = $5, audit_entry = $6 WHERE id = $1 AND state = 'running'";

    /// The end of an export in this state, in that one; its passphrase is gone.
    pub(super) fn end(change, id: ExportId, from: State, to: State) -> Changed =
        "UPDATE exports SET state = $3, lease_until = NULL, code_hash = NULL, passphrase_read = TRUE, audit_entry = $4 \
         WHERE id = $1 AND state = $2";

    pub(super) fn read_passphrase(change, id: ExportId) -> Changed =
        "UPDATE exports SET passphrase_read = TRUE, audit_entry = $2 \
         WHERE id = $1 AND NOT passphrase_read AND state IN ('ready', 'downloaded')";

    pub(super) fn download(change, id: ExportId, now: Timestamp) -> Changed =
        "UPDATE exports SET state = 'downloaded', downloaded_at = $2, audit_entry = $3 \
         WHERE id = $1 AND state = 'ready' AND expires_at > $2";
}

#[derive(sqlx::FromRow)]
struct ExportRow {
    id: ExportId,
    owner_id: StaffId,
    data_set: DataSet,
    format: FileFormat,
    filter: String,
    columns: String,
    reason: String,
    row_count: i64,
    person_count: i64,
    deed: Vec<u8>,
    state: State,
    code_hash: Option<Vec<u8>>,
    code_expires_at: Option<Timestamp>,
    tries: i64,
    rows_done: i64,
    file_bytes: Option<i64>,
    file_sha256: Option<Vec<u8>>,
    passphrase_read: bool,
    created_at: Timestamp,
    approved_at: Option<Timestamp>,
    expires_at: Option<Timestamp>,
    downloaded_at: Option<Timestamp>,
}

impl TryFrom<ExportRow> for Export {
    type Error = sqlx::Error;

    fn try_from(row: ExportRow) -> sqlx::Result<Self> {
        let unreadable = |error: serde_json::Error| sqlx::Error::Decode(error.into());
        Ok(Self {
            id: row.id,
            owner: row.owner_id,
            format: row.format,
            extract: Extract::read(row.data_set, &row.filter, &row.columns).map_err(unreadable)?,
            reason: row.reason,
            rows: row.row_count,
            people: row.person_count,
            deed: row
                .deed
                .try_into()
                .map_err(|_| sqlx::Error::Decode("a deed is 32 bytes".into()))?,
            state: row.state,
            code: row.code_hash,
            code_expires_at: row.code_expires_at,
            tries: row.tries,
            rows_done: row.rows_done,
            file_bytes: row.file_bytes,
            file_sha256: row.file_sha256,
            passphrase_read: row.passphrase_read,
            created_at: row.created_at,
            approved_at: row.approved_at,
            expires_at: row.expires_at,
            downloaded_at: row.downloaded_at,
        })
    }
}

/// The exports that the list shows.
pub(super) const LIST: &str =
    "SELECT id, data_set, format, row_count, reason, state, created_at FROM exports";

/// An export in the list.
#[derive(sqlx::FromRow)]
pub(super) struct Summary {
    pub id: ExportId,
    pub data_set: DataSet,
    pub format: FileFormat,
    pub row_count: i64,
    pub reason: String,
    pub state: State,
    pub created_at: Timestamp,
}

/// A code as it is stored.
pub(super) struct SentCode {
    pub digest: [u8; 32],
    pub expires_at: Timestamp,
}

/// What a finished file is.
pub(super) struct FinishedFile {
    pub bytes: i64,
    pub sha256: [u8; 32],
    pub now: Timestamp,
    pub expires_at: Timestamp,
}

/// A new export with its code, if one was sent.
pub(super) async fn insert(
    change: &mut Change,
    export: &Export,
    code: Option<&SentCode>,
) -> sqlx::Result<bool> {
    let unwritable = |error: serde_json::Error| sqlx::Error::Encode(error.into());
    let (filter, columns) = export.extract.stored().map_err(unwritable)?;
    insert_row(change, export, &filter, &columns, code).await
}

/// One export, if it is within the scope.
///
/// # Errors
/// [`sqlx::Error::Decode`] when the row says something that no export can be.
pub(super) async fn find(
    pool: &Pool,
    id: ExportId,
    owner: Option<StaffId>,
) -> sqlx::Result<Option<Export>> {
    let row = find_row(pool, id, owner).await?;
    row.map(Export::try_from).transpose()
}
