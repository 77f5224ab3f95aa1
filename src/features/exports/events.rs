//! What is entered about exports, from the form to the last trace of the file.

use crate::kernel::audit::{EventKind, FactName, facts};

/// Which data.
pub(super) const DATA_SET: FactName<&'static str> = FactName::word("data_set");
/// The kind of file.
pub(super) const FORMAT: FactName<&'static str> = FactName::word("format");
/// Every column.
pub(super) const COLUMNS: FactName<Vec<&'static str>> = FactName::words("columns");
/// The columns that are masked.
pub(super) const MASKED: FactName<Vec<&'static str>> = FactName::words("masked");
/// The columns that stand in clear.
pub(super) const CLEAR: FactName<Vec<&'static str>> = FactName::words("clear");
/// How many people it is about.
pub(super) const PEOPLE: FactName<i64> = FactName::number("people");
/// The digest of what was approved: filter, columns, counts, person.
pub(super) const DEED: FactName<[u8; 32]> = FactName::digest("deed");
/// The digest of the file.
pub(super) const FILE_SHA256: FactName<[u8; 32]> = FactName::digest("file_sha256");

pub(super) const LISTED: EventKind = EventKind::new("export.listed").count();
pub(super) const FORM_VIEWED: EventKind = EventKind::new("export.form_viewed").fact(DATA_SET);
pub(super) const ASKED: EventKind = about("export.asked")
    .count()
    .reason()
    .fact(DATA_SET)
    .fact(FORMAT)
    .fact(COLUMNS)
    .fact(MASKED)
    .fact(CLEAR)
    .fact(PEOPLE)
    .fact(DEED)
    .fact(facts::FILTERS);
pub(super) const VIEWED: EventKind = about("export.viewed");
pub(super) const PROGRESS_VIEWED: EventKind = about("export.progress_viewed");
pub(super) const CODE_SENT: EventKind = about("export.code_sent");
pub(super) const APPROVAL_TRIED: EventKind = about("export.approval_tried");
pub(super) const APPROVED: EventKind = about("export.approved").count().fact(DEED);
pub(super) const REFUSED: EventKind = about("export.refused").fact(facts::WHY).fact(facts::CAUSE);
pub(super) const STARTED: EventKind = about("export.started").fact(DEED);
pub(super) const BATCH_READ: EventKind = about("export.batch_read").subjects().count();
pub(super) const ENTRIES_READ: EventKind = about("export.entries_read").count().selection();
pub(super) const FINISHED: EventKind = about("export.finished")
    .subjects()
    .count()
    .fact(FILE_SHA256)
    .fact(DEED);
pub(super) const FAILED: EventKind = about("export.failed").fact(facts::WHY);
pub(super) const PASSPHRASE_SHOWN: EventKind =
    about("export.passphrase_shown").subjects().fact(facts::WHY);
pub(super) const DOWNLOADED: EventKind = about("export.downloaded")
    .count()
    .fact(FILE_SHA256)
    .fact(facts::WHY);
pub(super) const CANCELLED: EventKind = about("export.cancelled").fact(facts::WHY);
pub(super) const EXPIRED: EventKind = about("export.expired").fact(facts::WHY);

const fn about(name: &'static str) -> EventKind {
    EventKind::new(name).about(&["export"])
}
