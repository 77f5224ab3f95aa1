//! What stays of somebody who was erased.

use crate::base::{clock::Timestamp, ids::SubjectId};

/// That somebody was erased: who, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Tombstone {
    #[sqlx(rename = "subject_id")]
    pub subject: SubjectId,
    pub shredded_at: Timestamp,
}
