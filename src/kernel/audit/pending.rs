//! An entry between who hands it over and the log.

use tokio::sync::oneshot;

use super::entry::Entry;
use crate::base::ids::SubjectId;

/// The number of a durable entry, counting from 1.
pub type EntryNumber = i64;

/// The log cannot be written now: nothing may be opened, changed or answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the audit log cannot be written now")]
pub struct AuditUnavailable;

/// An entry on its way to the log.
pub(super) struct Pending {
    pub entry: Entry,
    pub subjects: Vec<SubjectId>,
    pub written: oneshot::Sender<Result<EntryNumber, AuditUnavailable>>,
}

impl Pending {
    /// The request may have given up; its entry then stands without its action.
    pub(super) fn acknowledge(self, result: Result<EntryNumber, AuditUnavailable>) {
        let _ = self.written.send(result);
    }
}
