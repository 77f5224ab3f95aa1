//! The SQL of key pairs and of envelopes that were opened.

use crate::{
    base::{clock::Timestamp, ids::EnvelopeKeyId},
    kernel::db::{Pool, Transaction},
    statements, with_pool, with_transaction,
};

statements! { Business;
    /// The key pairs that are alive, the newest first.
    LIVE_KEYS = "SELECT id, key_id, created_at FROM envelope_keys WHERE retired_at IS NULL ORDER BY created_at DESC, id DESC";
    /// Whether a key pair is alive.
    IS_LIVE = "SELECT COUNT(*) FROM envelope_keys WHERE key_id = $1 AND retired_at IS NULL";
    /// Waits until no other instance is making a key pair. On SQLite the transaction holds the write lock already.
    LOCK_KEYS = { sqlite: "SELECT 1", postgres: "SELECT 1 FROM pg_advisory_xact_lock(7361736002)" };
    /// Key pairs made since.
    MADE_SINCE = "SELECT COUNT(*) FROM envelope_keys WHERE created_at > $1";
    /// A new key pair.
    INSERT_KEY = "INSERT INTO envelope_keys (id, key_id, created_at, audit_entry) VALUES ($1, $2, $3, $4)";
    /// The end of a key pair.
    RETIRE_KEY = "UPDATE envelope_keys SET retired_at = $2, audit_entry = $3 WHERE id = $1 AND retired_at IS NULL";
    /// An envelope that was opened, unless it was before.
    INSERT_SEEN = "INSERT INTO envelopes_seen (digest, expires_at) VALUES ($1, $2) ON CONFLICT (digest) DO NOTHING";
    /// The end of what nobody could send any more, a hundred at a time, past those that somebody else is removing.
    FORGET_SEEN = {
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

pub(super) async fn live_keys(pool: &Pool) -> sqlx::Result<Vec<KeyRow>> {
    with_pool!(pool, LIVE_KEYS, |sql, db| {
        sqlx::query_as(sql).fetch_all(db).await
    })
}

pub(super) async fn is_live(pool: &Pool, key_id: &str) -> sqlx::Result<bool> {
    let found: i64 = with_pool!(pool, IS_LIVE, |sql, db| {
        sqlx::query_scalar(sql).bind(key_id).fetch_one(db).await
    })?;
    Ok(found > 0)
}

/// Whether it was stored: not if another key pair was made after `since`.
pub(super) async fn insert_key(
    transaction: &mut Transaction,
    key: &KeyRow,
    since: Timestamp,
    entry: i64,
) -> sqlx::Result<bool> {
    with_transaction!(transaction, LOCK_KEYS, |sql, db| {
        sqlx::query(sql).execute(db).await.map(drop)
    })?;
    let others: i64 = with_transaction!(transaction, MADE_SINCE, |sql, db| {
        sqlx::query_scalar(sql).bind(since).fetch_one(db).await
    })?;
    if others > 0 {
        return Ok(false);
    }
    with_transaction!(transaction, INSERT_KEY, |sql, db| {
        sqlx::query(sql)
            .bind(key.id)
            .bind(&key.key_id)
            .bind(key.created_at)
            .bind(entry)
            .execute(db)
            .await
            .map(|_| true)
    })
}

pub(super) async fn retire_key(
    transaction: &mut Transaction,
    id: EnvelopeKeyId,
    now: Timestamp,
    entry: i64,
) -> sqlx::Result<()> {
    with_transaction!(transaction, RETIRE_KEY, |sql, db| {
        sqlx::query(sql)
            .bind(id)
            .bind(now)
            .bind(entry)
            .execute(db)
            .await
            .map(drop)
    })
}

/// Whether it was not there before.
pub(super) async fn insert_seen(
    transaction: &mut Transaction,
    digest: &[u8; 32],
    expires_at: Timestamp,
) -> sqlx::Result<bool> {
    with_transaction!(transaction, INSERT_SEEN, |sql, db| {
        sqlx::query(sql)
            .bind(digest.as_slice())
            .bind(expires_at)
            .execute(db)
            .await
            .map(|done| done.rows_affected() == 1)
    })
}

pub(super) async fn forget_seen(transaction: &mut Transaction, now: Timestamp) -> sqlx::Result<()> {
    with_transaction!(transaction, FORGET_SEEN, |sql, db| {
        sqlx::query(sql).bind(now).execute(db).await.map(drop)
    })
}
