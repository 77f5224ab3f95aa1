//! Who saw whom: both questions are answered out of the subjects of entries, by index.

use std::net::IpAddr;

use uuid::Uuid;

use super::{AuditReader, FoundEntry, reader::found, store};
use crate::base::{
    clock::Timestamp,
    ids::{SessionId, StaffId, SubjectId},
};

/// Who looked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Viewer {
    /// A member of staff.
    Staff(StaffId),
    /// Whoever used this session.
    Session(SessionId),
    /// Whoever came from this address.
    Address(IpAddr),
    /// Whoever holds the file of this export: everybody in its rows counts as seen.
    Export(Uuid),
}

/// A time to look into; open at an end that is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// At or after.
    pub from: Option<Timestamp>,
    /// Before.
    pub until: Option<Timestamp>,
}

/// Somebody who was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Seen {
    /// Whose data it was.
    #[sqlx(rename = "subject_id")]
    pub subject: SubjectId,
    /// In how many entries.
    pub entries: i64,
    /// The first of them.
    pub first: i64,
    /// The last of them.
    pub last: i64,
}

impl AuditReader {
    /// Who saw this traveller or member of staff, newest first: up to `limit` entries numbered below `before` that opened
    /// parts of their data. An entry whose body was altered is among them, so that an alteration hides nobody.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn sightings_of(
        &self,
        subject: SubjectId,
        window: Window,
        before: Option<i64>,
        limit: i64,
    ) -> sqlx::Result<Vec<FoundEntry>> {
        let rows = store::sightings_of(&self.pool, subject, window, before, limit).await?;
        Ok(rows.into_iter().map(found).collect())
    }

    /// Whom `viewer` saw, by id: up to `limit` people after `after`.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn seen_by(
        &self,
        viewer: Viewer,
        window: Window,
        after: Option<SubjectId>,
        limit: i64,
    ) -> sqlx::Result<Vec<Seen>> {
        store::seen_by(&self.pool, viewer, window, after, limit).await
    }
}
