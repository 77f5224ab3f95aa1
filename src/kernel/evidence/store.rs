//! The SQL of evidence: keys, checkpoints, deliveries. All of it only grows.

use hufu_proof::{Checkpoint, VerifierKey};

use crate::{
    base::{clock::Timestamp, ids::CheckpointKeyId},
    kernel::db::Transaction,
    statements,
};

statements! { Audit;
    /// The first key of a log's name.
    pub(super) fn key_of(pool, origin: &str) -> OptionalValue<CheckpointKeyId> =
        "SELECT id FROM checkpoint_keys WHERE origin = $1 ORDER BY created_at, id LIMIT 1";

    /// The same, as the transaction sees it.
    fn key_now(transaction, origin: &str) -> Value<CheckpointKeyId> =
        "SELECT id FROM checkpoint_keys WHERE origin = $1 ORDER BY created_at, id LIMIT 1";

    /// Keys of names that the log had before.
    pub(super) fn former_keys(pool, origin: &str) -> Vec<(CheckpointKeyId, String)> =
        "SELECT id, origin FROM checkpoint_keys WHERE origin <> $1 ORDER BY created_at, id";

    /// A new key, unless its name has one.
    fn add_key(transaction, id: CheckpointKeyId, key: &VerifierKey, now: Timestamp, entry: i64)
        bind [id, key.name(), key.public().as_slice(), now, entry] =
        "INSERT INTO checkpoint_keys (id, origin, public_key, created_at, audit_entry) \
                  SELECT $1, $2, $3, $4, $5 WHERE NOT EXISTS (SELECT 1 FROM checkpoint_keys WHERE origin = $2)";

    /// How many entries the newest checkpoint is of, as the transaction sees it; 0 for none.
    pub(super) fn newest_size(transaction) -> Value<i64> =
        "SELECT COALESCE(MAX(size), 0) FROM checkpoints";

    pub(super) fn insert_checkpoint(transaction, checkpoint: &Checkpoint, now: Timestamp, entry: i64)
        bind [checkpoint.size(), now, checkpoint.note().to_string(), entry] =
        "INSERT INTO checkpoints (size, at, note, audit_entry) VALUES ($1, $2, $3, $4)";

    /// The newest checkpoint that a publisher does not have, if it has no newer one.
    pub(super) fn undelivered(pool, publisher: &str) -> OptionalValue<String> =
        "SELECT note FROM checkpoints WHERE size > \
         (SELECT COALESCE(MAX(size), 0) FROM checkpoint_deliveries WHERE destination = $1) ORDER BY size DESC LIMIT 1";

    /// How many entries the newest checkpoint that a publisher has is of.
    pub(super) fn delivered(pool, publisher: &str) -> Value<i64> =
        "SELECT COALESCE(MAX(size), 0) FROM checkpoint_deliveries WHERE destination = $1";

    /// That a publisher has it now, with what they signed.
    pub(super) fn insert_delivery(transaction, size: i64, publisher: &str, now: Timestamp, signatures: &str, entry: i64) =
        "INSERT INTO checkpoint_deliveries (size, destination, at, signatures, audit_entry) \
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (size, destination) DO NOTHING";

    /// What others signed of a checkpoint.
    pub(super) fn cosignatures(pool, size: i64) -> Values<String> =
        "SELECT signatures FROM checkpoint_deliveries WHERE size = $1 AND signatures <> '' ORDER BY destination";
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
    add_key(transaction, id, key, now, entry).await?;
    key_now(transaction, key.name()).await
}
