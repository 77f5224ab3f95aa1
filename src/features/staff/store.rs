//! The SQL of staff.

use crate::{
    base::{clock::Timestamp, ids::StaffId},
    statements,
};

statements! { Business;
    /// Whether there is somebody with this id, frozen or not.
    pub(super) fn exists(pool, id: StaffId) -> Exists =
        "SELECT 1 FROM staff WHERE id = $1";

    /// A new member of staff.
    pub(super) fn insert(transaction, id: StaffId, role: &str, password_hash: &str, now: Timestamp, entry: i64) =
        "INSERT INTO staff (id, role, state, password_hash, created_at, changed_at, audit_entry) \
         VALUES ($1, $2, 'active', $3, $4, $4, $5)";
}
