//! Who looked, whom they saw, and when.

use std::net::IpAddr;

use uuid::Uuid;

use crate::base::{
    clock::Timestamp,
    ids::{SessionId, StaffId, SubjectId},
};

/// Who looked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accessor {
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
pub struct AccessedSubject {
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
