//! A login under way, as it is stored.

use crate::base::{
    clock::Timestamp,
    ids::{LoginId, StaffId},
};

/// What a login waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    Code,
    /// The password, after a right code.
    Password,
}

impl Stage {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Password => "password",
        }
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct Challenge {
    pub id: LoginId,
    pub phone_digest: Vec<u8>,
    /// Empty for an unknown number.
    pub staff_id: Option<StaffId>,
    pub code_hash: Vec<u8>,
    /// Proofs that were looked at.
    pub tries: i64,
    pub expires_at: Timestamp,
}
