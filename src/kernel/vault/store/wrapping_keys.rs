//! The SQL of the wrapping keys.

use crate::{
    base::clock::Timestamp,
    kernel::db::{Pool, Transaction},
    statements, with_pool, with_transaction,
};

statements! { Keys;
    /// Every wrapping key that is kept.
    WRAPPING_KEYS = "SELECT purpose, version, wrapped, created_at, retired_at FROM wrapping_keys ORDER BY purpose, version";
    /// A new wrapping key; another instance's stays.
    INSERT_WRAPPING_KEY = "INSERT INTO wrapping_keys (purpose, version, wrapped, created_at, audit_entry) \
                           VALUES ($1, $2, $3, $4, $5) ON CONFLICT (purpose, version) DO NOTHING";
    /// The same key as the key service wraps it now, in the place of exactly the one that was read.
    REWRAP_WRAPPING_KEY = "UPDATE wrapping_keys SET wrapped = $1, audit_entry = $2 \
                           WHERE purpose = $3 AND version = $4 AND wrapped = $5";
    /// From now on nothing is put under these.
    RETIRE_WRAPPING_KEYS = "UPDATE wrapping_keys SET retired_at = $1, audit_entry = $2 \
                            WHERE purpose = $3 AND version < $4 AND retired_at IS NULL";
    /// The end of versions that were retired long enough ago.
    DELETE_WRAPPING_KEYS = "DELETE FROM wrapping_keys WHERE purpose = $1 AND version < $2 AND retired_at <= $3";
}

/// A wrapping key as stored.
#[derive(Clone, sqlx::FromRow)]
pub(in crate::kernel::vault) struct WrappingKeyRow {
    pub purpose: String,
    pub version: i64,
    pub wrapped: Vec<u8>,
    pub created_at: Timestamp,
    pub retired_at: Option<Timestamp>,
}

/// Every wrapping key, by purpose and version.
pub(in crate::kernel::vault) async fn wrapping_keys(
    pool: &Pool,
) -> sqlx::Result<Vec<WrappingKeyRow>> {
    with_pool!(pool, WRAPPING_KEYS, |sql, db| sqlx::query_as(sql)
        .fetch_all(db)
        .await)
}

/// Stores a new wrapping key; `false` when this version is there already.
pub(in crate::kernel::vault) async fn insert_wrapping_key(
    transaction: &mut Transaction,
    key: &WrappingKeyRow,
    entry: Option<i64>,
) -> sqlx::Result<bool> {
    let done = with_transaction!(transaction, INSERT_WRAPPING_KEY, |sql, db| {
        sqlx::query(sql)
            .bind(&key.purpose)
            .bind(key.version)
            .bind(key.wrapped.as_slice())
            .bind(key.created_at)
            .bind(entry)
            .execute(db)
            .await
            .map(|done| done.rows_affected())
    })?;
    Ok(done > 0)
}

/// Stores the same key as the key service wraps it now.
pub(in crate::kernel::vault) async fn rewrap_wrapping_key(
    transaction: &mut Transaction,
    read: &WrappingKeyRow,
    wrapped: &[u8],
    entry: i64,
) -> sqlx::Result<()> {
    with_transaction!(transaction, REWRAP_WRAPPING_KEY, |sql, db| {
        sqlx::query(sql)
            .bind(wrapped)
            .bind(entry)
            .bind(&read.purpose)
            .bind(read.version)
            .bind(read.wrapped.as_slice())
            .execute(db)
            .await
            .map(drop)
    })
}

/// Retires the versions of a purpose before `version`.
pub(in crate::kernel::vault) async fn retire_wrapping_keys(
    transaction: &mut Transaction,
    purpose: &str,
    version: i64,
    now: Timestamp,
    entry: i64,
) -> sqlx::Result<()> {
    with_transaction!(transaction, RETIRE_WRAPPING_KEYS, |sql, db| {
        sqlx::query(sql)
            .bind(now)
            .bind(entry)
            .bind(purpose)
            .bind(version)
            .execute(db)
            .await
            .map(drop)
    })
}

/// Deletes the versions of a purpose before `version` that were retired at `before` at the latest.
pub(in crate::kernel::vault) async fn delete_wrapping_keys(
    transaction: &mut Transaction,
    purpose: &str,
    version: i64,
    before: Timestamp,
) -> sqlx::Result<()> {
    with_transaction!(transaction, DELETE_WRAPPING_KEYS, |sql, db| {
        sqlx::query(sql)
            .bind(purpose)
            .bind(version)
            .bind(before)
            .execute(db)
            .await
            .map(drop)
    })
}
