//! What is recorded about exports, from the form to the last trace of the file.

use crate::kernel::audit::{EventKind, FieldName, fields};

pub(super) const DATA_SET: FieldName<&'static str> = FieldName::code("data_set");
pub(super) const FORMAT: FieldName<&'static str> = FieldName::code("format");
pub(super) const COLUMNS: FieldName<Vec<&'static str>> = FieldName::codes("columns");
/// The columns that are masked.
pub(super) const MASKED: FieldName<Vec<&'static str>> = FieldName::codes("masked");
/// The columns that stand in clear.
pub(super) const CLEAR: FieldName<Vec<&'static str>> = FieldName::codes("clear");
/// How many people it is about.
pub(super) const PEOPLE: FieldName<i64> = FieldName::number("people");
/// The digest of what was approved: filter, columns, counts, person.
pub(super) const DEED: FieldName<[u8; 32]> = FieldName::digest("deed");
/// The digest of the file.
pub(super) const FILE_SHA256: FieldName<[u8; 32]> = FieldName::digest("file_sha256");

pub(super) const LISTED: EventKind = EventKind::new("export.listed").count();
pub(super) const FORM_VIEWED: EventKind = EventKind::new("export.form_viewed").field(DATA_SET);
pub(super) const ASKED: EventKind = about("export.asked")
    .count()
    .reason()
    .field(DATA_SET)
    .field(FORMAT)
    .field(COLUMNS)
    .field(MASKED)
    .field(CLEAR)
    .field(PEOPLE)
    .field(DEED)
    .field(fields::FILTERS);
pub(super) const VIEWED: EventKind = about("export.viewed");
pub(super) const PROGRESS_VIEWED: EventKind = about("export.progress_viewed");
pub(super) const CODE_SENT: EventKind = about("export.code_sent");
pub(super) const APPROVAL_TRIED: EventKind = about("export.approval_tried");
pub(super) const APPROVED: EventKind = about("export.approved").count().field(DEED);
pub(super) const REFUSED: EventKind = about("export.refused")
    .field(fields::WHY)
    .field(fields::CAUSE);
pub(super) const STARTED: EventKind = about("export.started").field(DEED);
pub(super) const BATCH_READ: EventKind = about("export.batch_read").subjects().count();
pub(super) const ENTRIES_READ: EventKind = about("export.entries_read").count().selection();
pub(super) const FINISHED: EventKind = about("export.finished")
    .subjects()
    .count()
    .field(FILE_SHA256)
    .field(DEED);
pub(super) const FAILED: EventKind = about("export.failed").field(fields::WHY);
pub(super) const PASSPHRASE_SHOWN: EventKind = about("export.passphrase_shown")
    .subjects()
    .field(fields::WHY);
pub(super) const DOWNLOADED: EventKind = about("export.downloaded")
    .count()
    .field(FILE_SHA256)
    .field(fields::WHY);
pub(super) const CANCELLED: EventKind = about("export.cancelled").field(fields::WHY);
pub(super) const EXPIRED: EventKind = about("export.expired").field(fields::WHY);

const fn about(name: &'static str) -> EventKind {
    EventKind::new(name).resource(&["export"])
}
