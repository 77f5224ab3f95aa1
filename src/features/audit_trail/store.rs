//! The SQL of the auditor's pages: who works here, by role and id. Names are sealed and stay so.

use crate::{base::ids::StaffId, statements};

statements! { Business;
    pub(super) fn staff(pool) -> Vec<StaffRow> =
        "SELECT id, role FROM staff ORDER BY role, created_at, id LIMIT 500";
}

/// A member of staff as the filter offers them.
#[derive(sqlx::FromRow)]
pub(super) struct StaffRow {
    pub id: StaffId,
    pub role: String,
}
