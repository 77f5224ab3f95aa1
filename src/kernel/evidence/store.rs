//! The SQL of evidence: keys, checkpoints, deliveries. All of it only grows.

use crate::{
    base::{clock::Timestamp, ids::CheckpointKeyId},
    kernel::{
        audit::{Checkpoint, VerifierKey},
        db::{Pool, Transaction},
    },
    statements, with_pool, with_transaction,
};

statements! { Audit;
    /// The first key of a log's name.
    KEY_OF = "SELECT id FROM checkpoint_keys WHERE origin = $1 ORDER BY created_at, id LIMIT 1";
    /// Keys of names that the log had before.
    FORMER_KEYS = "SELECT id, origin FROM checkpoint_keys WHERE origin <> $1 ORDER BY created_at, id";
    /// A new key, unless its name has one.
    INSERT_KEY = "INSERT INTO checkpoint_keys (id, origin, public_key, created_at, audit_entry) \
                  SELECT $1, $2, $3, $4, $5 WHERE NOT EXISTS (SELECT 1 FROM checkpoint_keys WHERE origin = $2)";
    /// How many entries the newest checkpoint is of.
    NEWEST_SIZE = "SELECT COALESCE(MAX(size), 0) FROM checkpoints";
    /// A checkpoint.
    INSERT_CHECKPOINT = "INSERT INTO checkpoints (size, at, note, audit_entry) VALUES ($1, $2, $3, $4)";
    /// The newest checkpoint that a keeper does not have, if it has no newer one.
    UNDELIVERED = "SELECT note FROM checkpoints WHERE size > \
                   (SELECT COALESCE(MAX(size), 0) FROM checkpoint_deliveries WHERE destination = $1) ORDER BY size DESC LIMIT 1";
    /// How many entries the newest checkpoint that a keeper has is of.
    DELIVERED = "SELECT COALESCE(MAX(size), 0) FROM checkpoint_deliveries WHERE destination = $1";
    /// That a keeper has it now, with what they signed.
    INSERT_DELIVERY = "INSERT INTO checkpoint_deliveries (size, destination, at, signatures, audit_entry) \
                       VALUES ($1, $2, $3, $4, $5) ON CONFLICT (size, destination) DO NOTHING";
    /// What others signed of a checkpoint.
    COSIGNATURES = "SELECT signatures FROM checkpoint_deliveries WHERE size = $1 AND signatures <> '' ORDER BY destination";
}

pub(super) async fn key_of(pool: &Pool, origin: &str) -> sqlx::Result<Option<CheckpointKeyId>> {
    with_pool!(pool, KEY_OF, |sql, db| sqlx::query_scalar(sql)
        .bind(origin)
        .fetch_optional(db)
        .await)
}

pub(super) async fn former_keys(
    pool: &Pool,
    origin: &str,
) -> sqlx::Result<Vec<(CheckpointKeyId, String)>> {
    with_pool!(pool, FORMER_KEYS, |sql, db| sqlx::query_as(sql)
        .bind(origin)
        .fetch_all(db)
        .await)
}

/// Stores a key and gives that of its name: another, where another was first.
pub(super) async fn insert_key(
    transaction: &mut Transaction,
    id: CheckpointKeyId,
    key: &VerifierKey,
    now: Timestamp,
    entry: i64,
) -> sqlx::Result<CheckpointKeyId> {
    crate::kernel::audit::lock(transaction).await?;
    with_transaction!(transaction, INSERT_KEY, |sql, db| sqlx::query(sql)
        .bind(id)
        .bind(key.name())
        .bind(key.public().as_slice())
        .bind(now)
        .bind(entry)
        .execute(db)
        .await
        .map(drop))?;
    with_transaction!(transaction, KEY_OF, |sql, db| sqlx::query_scalar(sql)
        .bind(key.name())
        .fetch_one(db)
        .await)
}

/// How many entries the newest checkpoint is of, as the transaction sees it; 0 for none.
pub(super) async fn newest_size(transaction: &mut Transaction) -> sqlx::Result<i64> {
    with_transaction!(transaction, NEWEST_SIZE, |sql, db| sqlx::query_scalar(sql)
        .fetch_one(db)
        .await)
}

pub(super) async fn insert_checkpoint(
    transaction: &mut Transaction,
    checkpoint: &Checkpoint,
    now: Timestamp,
    entry: i64,
) -> sqlx::Result<()> {
    with_transaction!(transaction, INSERT_CHECKPOINT, |sql, db| sqlx::query(sql)
        .bind(checkpoint.size())
        .bind(now)
        .bind(checkpoint.note().to_string())
        .bind(entry)
        .execute(db)
        .await
        .map(drop))
}

pub(super) async fn undelivered(pool: &Pool, keeper: &str) -> sqlx::Result<Option<String>> {
    with_pool!(pool, UNDELIVERED, |sql, db| sqlx::query_scalar(sql)
        .bind(keeper)
        .fetch_optional(db)
        .await)
}

pub(super) async fn delivered(pool: &Pool, keeper: &str) -> sqlx::Result<i64> {
    with_pool!(pool, DELIVERED, |sql, db| sqlx::query_scalar(sql)
        .bind(keeper)
        .fetch_one(db)
        .await)
}

pub(super) async fn insert_delivery(
    transaction: &mut Transaction,
    size: i64,
    keeper: &str,
    now: Timestamp,
    signatures: &str,
    entry: i64,
) -> sqlx::Result<()> {
    with_transaction!(transaction, INSERT_DELIVERY, |sql, db| sqlx::query(sql)
        .bind(size)
        .bind(keeper)
        .bind(now)
        .bind(signatures)
        .bind(entry)
        .execute(db)
        .await
        .map(drop))
}

pub(super) async fn cosignatures(pool: &Pool, size: i64) -> sqlx::Result<Vec<String>> {
    with_pool!(pool, COSIGNATURES, |sql, db| sqlx::query_scalar(sql)
        .bind(size)
        .fetch_all(db)
        .await)
}
