//! The SQL of key pairs and of envelopes that were opened.

use crate::{
    base::{clock::Timestamp, ids::EnvelopeKeyId},
    kernel::db::Transaction,
    statements,
};

statements! { Business;
    /// The key pairs that are alive, the newest first.
    pub(super) fn live_keys(pool) -> Vec<KeyRow> =
        "SELECT id, key_id, created_at FROM envelope_keys WHERE retired_at IS NULL ORDER BY created_at DESC, id DESC";

    /// Whether a key pair is alive.
    pub(super) fn is_live(pool, key_id: &str) -> Exists =
        "SELECT 1 FROM envelope_keys WHERE key_id = $1 AND retired_at IS NULL";

    /// Waits until no other instance is making a key pair. On SQLite the transaction holds the write lock already.
    fn lock_keys(transaction) = { sqlite: "SELECT 1", postgres: "SELECT 1 FROM pg_advisory_xact_lock(7361736002)" };

    /// Whether a key pair was made since.
    fn is_made_since(transaction, since: Timestamp) -> Exists = "SELECT 1 FROM envelope_keys WHERE created_at > $1 LIMIT 1";

    fn add_key(transaction, key: &KeyRow, entry: i64) bind [key.id, &key.key_id, key.created_at, entry] =
        "INSERT INTO envelope_keys (id, key_id, created_at, audit_entry) VALUES ($1, $2, $3, $4)";

    /// The end of a key pair.
    pub(super) fn retire_key(transaction, id: EnvelopeKeyId, now: Timestamp, entry: i64) =
        "UPDATE envelope_keys SET retired_at = $2, audit_entry = $3 WHERE id = $1 AND retired_at IS NULL";

    /// An envelope that was opened; whether it was not there before.
    pub(super) fn insert_seen(transaction, digest: &[u8], expires_at: Timestamp) -> Changed =
        "INSERT INTO envelopes_seen (digest, expires_at) VALUES ($1, $2) ON CONFLICT (digest) DO NOTHING";

    /// The end of what nobody could send any more, a hundred at a time, past those that somebody else is removing.
    pub(super) fn forget_seen(transaction, now: Timestamp) = {
        sqlite: "DELETE FROM envelopes_seen WHERE digest IN (SELECT digest FROM envelopes_seen WHERE expires_at < $1 LIMIT 100)",
        postgres: "DELETE FROM envelopes_seen WHERE digest IN (SELECT digest FROM envelopes_seen WHERE expires_at < $1 \
                   LIMIT 100 FOR UPDATE SKIP LOCKED)",
    };
}

/// A key pair as stored: what is public of it.
#[derive(sqlx::FromRow)]
pub(super) struct KeyRow {
    pub id: EnvelopeKeyId,
    pub key_id: String,
    pub created_at: Timestamp,
}

/// Whether it was stored: not if another key pair was made after `since`.
pub(super) async fn insert_key(
    transaction: &mut Transaction,
    key: &KeyRow,
    since: Timestamp,
    entry: i64,
) -> sqlx::Result<bool> {
    lock_keys(transaction).await?;
    let first = !is_made_since(transaction, since).await?;
    if first {
        add_key(transaction, key, entry).await?;
    }
    Ok(first)
}
