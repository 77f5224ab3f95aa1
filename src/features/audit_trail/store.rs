//! The SQL of the auditor's room: who works here, by role and id. Names are sealed and stay so.

use crate::{base::ids::StaffId, kernel::db::Pool, statements, with_pool};

statements! { Business;
    /// The members of staff to choose from, by role and by when they came.
    STAFF = "SELECT id, role FROM staff ORDER BY role, created_at, id LIMIT 500";
}

/// A member of staff as the filter offers them.
#[derive(sqlx::FromRow)]
pub(super) struct StaffRow {
    pub id: StaffId,
    pub role: String,
}

/// Everybody who works here.
pub(super) async fn staff(pool: &Pool) -> sqlx::Result<Vec<StaffRow>> {
    with_pool!(pool, STAFF, |sql, db| sqlx::query_as(sql)
        .fetch_all(db)
        .await)
}
