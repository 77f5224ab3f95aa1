//! The SQL of the key-encryption keys.

use crate::{base::clock::Timestamp, statements};

statements! { Keys;
    /// Every key-encryption key, by purpose and version.
    pub(in crate::kernel::vault) fn wrapping_keys(pool) -> Vec<KeyEncryptionKeyRow> =
        "SELECT purpose, version, wrapped, created_at, retired_at FROM wrapping_keys ORDER BY purpose, version";

    /// Stores a new key-encryption key; `false` when this version is there already.
    pub(in crate::kernel::vault) fn insert_wrapping_key(transaction, key: &KeyEncryptionKeyRow, entry: Option<i64>) -> Changed
        bind [&key.purpose, key.version, key.wrapped.as_slice(), key.created_at, entry] =
        "INSERT INTO wrapping_keys (purpose, version, wrapped, created_at, audit_entry) \
                           VALUES ($1, $2, $3, $4, $5) ON CONFLICT (purpose, version) DO NOTHING";

    /// Stores the same key as the key service wraps it now.
    pub(in crate::kernel::vault) fn rewrap_wrapping_key(transaction, read: &KeyEncryptionKeyRow, wrapped: &[u8], entry: i64)
        bind [wrapped, entry, &read.purpose, read.version, read.wrapped.as_slice()] =
        "UPDATE wrapping_keys SET wrapped = $1, audit_entry = $2 \
         WHERE purpose = $3 AND version = $4 AND wrapped = $5";

    /// Retires the versions of a purpose before `version`.
    pub(in crate::kernel::vault) fn retire_wrapping_keys(transaction, purpose: &str, version: i64, now: Timestamp, entry: i64)
        bind [now, entry, purpose, version] =
        "UPDATE wrapping_keys SET retired_at = $1, audit_entry = $2 \
         WHERE purpose = $3 AND version < $4 AND retired_at IS NULL";

    /// Deletes the versions of a purpose before `version` that were retired at `before` at the latest.
    pub(in crate::kernel::vault) fn delete_wrapping_keys(transaction, purpose: &str, version: i64, before: Timestamp) =
        "DELETE FROM wrapping_keys WHERE purpose = $1 AND version < $2 AND retired_at <= $3";
}

/// A key-encryption key as stored.
#[derive(Clone, sqlx::FromRow)]
pub(in crate::kernel::vault) struct KeyEncryptionKeyRow {
    pub purpose: String,
    pub version: i64,
    pub wrapped: Vec<u8>,
    pub created_at: Timestamp,
    pub retired_at: Option<Timestamp>,
}
