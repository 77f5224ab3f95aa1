//! Who looked, whom they saw, and when.

use std::net::IpAddr;

use uuid::Uuid;

use crate::base::{
    clock::Timestamp,
    ids::{SessionId, StaffId, SubjectId},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accessor {
    Staff(StaffId),
    Session(SessionId),
    /// Whoever came from this address.
    Address(IpAddr),
    /// Whoever holds the file of this export: everybody in its rows counts as seen.
    Export(Uuid),
}

/// A time to look into; open at an end that is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Window {
    pub from: Option<Timestamp>,
    pub until: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct AccessedSubject {
    #[sqlx(rename = "subject_id")]
    pub subject: SubjectId,
    pub entries: i64,
    pub first: i64,
    pub last: i64,
}
