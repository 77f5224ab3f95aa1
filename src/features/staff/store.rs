//! The SQL of staff.

use crate::{
    base::{clock::Timestamp, ids::StaffId},
    kernel::db::{Pool, Transaction},
    statements, with_pool, with_transaction,
};

statements! { Business;
    /// Whether there is somebody with this id, frozen or not.
    EXISTS = "SELECT COUNT(*) FROM staff WHERE id = $1";
    /// A new member of staff.
    INSERT = "INSERT INTO staff (id, role, state, password_hash, created_at, changed_at, audit_entry) \
              VALUES ($1, $2, 'active', $3, $4, $4, $5)";
}

pub(super) async fn exists(pool: &Pool, id: StaffId) -> sqlx::Result<bool> {
    let count: i64 = with_pool!(pool, EXISTS, |sql, db| sqlx::query_scalar(sql)
        .bind(id)
        .fetch_one(db)
        .await)?;
    Ok(count > 0)
}

pub(super) async fn insert(
    transaction: &mut Transaction,
    id: StaffId,
    role: &str,
    password_hash: &str,
    now: Timestamp,
    entry: i64,
) -> sqlx::Result<()> {
    with_transaction!(transaction, INSERT, |sql, db| {
        sqlx::query(sql)
            .bind(id)
            .bind(role)
            .bind(password_hash)
            .bind(now)
            .bind(entry)
            .execute(db)
            .await
            .map(drop)
    })
}
