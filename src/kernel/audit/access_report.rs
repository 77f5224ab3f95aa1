//! Who saw whom: both questions are answered out of the subjects of entries, by index.

use super::{AccessedSubject, Accessor, AuditReader, FoundEntry, Window, reader::found, store};
use crate::base::ids::SubjectId;

impl AuditReader {
    /// Who saw this traveller or member of staff, newest first: up to `limit` entries numbered below `before` that opened
    /// parts of their data. An entry whose body was altered is among them, so that an alteration hides nobody.
    pub async fn accesses_of(
        &self,
        subject: SubjectId,
        window: Window,
        before: Option<i64>,
        limit: i64,
    ) -> sqlx::Result<Vec<FoundEntry>> {
        let rows = store::accesses_of(&self.pool, subject, window, before, limit).await?;
        Ok(rows.into_iter().map(found).collect())
    }

    /// Whom `viewer` saw, by id: up to `limit` people after `after`.
    pub async fn accessed_by(
        &self,
        viewer: Accessor,
        window: Window,
        after: Option<SubjectId>,
        limit: i64,
    ) -> sqlx::Result<Vec<AccessedSubject>> {
        store::accessed_by(&self.pool, viewer, window, after, limit).await
    }
}
