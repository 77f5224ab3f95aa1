//! Signing keys, and checkpoints as Hufu keeps them in the store.

use aws_lc_rs::{rand::SystemRandom, signature::Ed25519KeyPair};
use hufu_proof::Checkpoint;
use uuid::Uuid;

use crate::{
    base::clock::Timestamp,
    kernel::{
        audit::{AuditReader, SigningKey},
        db::{Pool, Store},
    },
    with_pool,
};

/// What the logs of these tests are called.
pub(super) const ORIGIN: &str = "log.example/audit";

/// A fresh key under a name.
pub(super) fn signing_key(name: &str) -> SigningKey {
    let pkcs8 = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
    SigningKey::read(name, pkcs8.as_ref()).unwrap()
}

/// When checkpoints of these tests are signed, unless they say otherwise.
pub(super) const SIGNED: Timestamp = Timestamp::from_micros(1_795_000_000_000_000);

/// Signs the head of the first `size` entries.
pub(super) async fn checkpoint(store: &Store, key: &SigningKey, size: i64) -> Checkpoint {
    checkpoint_at(store, key, size, SIGNED).await
}

/// The same at another time.
pub(super) async fn checkpoint_at(
    store: &Store,
    key: &SigningKey,
    size: i64,
    now: Timestamp,
) -> Checkpoint {
    let root = AuditReader::new(store).root(size).await.unwrap();
    key.sign(size, root, now).unwrap()
}

/// Names the key in the store.
pub(super) async fn keep_key(pool: &Pool, key: &SigningKey) {
    let verifier = key.verifier();
    with_pool!(pool, |db| sqlx::query(
        "INSERT INTO checkpoint_keys (id, origin, public_key, created_at, audit_entry) VALUES ($1, $2, $3, 0, 1)"
    )
    .bind(Uuid::now_v7())
    .bind(verifier.name())
    .bind(verifier.public().as_slice())
    .execute(db)
    .await
    .map(drop))
    .unwrap();
}

/// Puts a checkpoint into the store, in place of one that is there.
pub(super) async fn keep(pool: &Pool, checkpoint: &Checkpoint) {
    keep_at(pool, checkpoint, SIGNED).await;
}

/// The same for one that was signed at another time.
pub(super) async fn keep_at(pool: &Pool, checkpoint: &Checkpoint, at: Timestamp) {
    with_pool!(pool, |db| sqlx::query(
        "INSERT INTO checkpoints (size, at, note, audit_entry) VALUES ($1, $2, $3, 1) \
         ON CONFLICT (size) DO UPDATE SET note = EXCLUDED.note, at = EXCLUDED.at"
    )
    .bind(checkpoint.size())
    .bind(at)
    .bind(checkpoint.note().to_string())
    .execute(db)
    .await
    .map(drop))
    .unwrap();
}
