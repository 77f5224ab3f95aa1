//! Stored tiles, checkpoints and keys under attack.

use hufu_proof::{Checkpoint, NoteError};

use super::{
    append_at_once, entry,
    kept::{Alteration, KeptLog},
    keys::{ORIGIN, SIGNED, checkpoint, keep, keep_key, signing_key},
    stores::{TestStore, stores},
};
use crate::kernel::audit::{
    AuditWriter, CHECKPOINT_BEFORE, CHECKPOINT_MADE, FieldName, Outcome, SigningKey,
    VerificationFailure as Failure,
};

const ALTERED: [Alteration; 19] = [
    // One tile is full, and its head is stored.
    (
        &["UPDATE tree_nodes SET hash = (SELECT leaf FROM entries WHERE sequence = 7)"],
        256,
        Failure::Tile,
    ),
    (&["DELETE FROM tree_nodes"], 256, Failure::Tile),
    (&["UPDATE tree_nodes SET position = 1"], 256, Failure::Tile),
    (&["UPDATE tree_nodes SET level = 2"], 256, Failure::Tile),
    (
        &["INSERT INTO tree_nodes SELECT 1, 1, hash FROM tree_nodes"],
        301,
        Failure::Missing,
    ),
    (
        &["INSERT INTO tree_nodes SELECT 2, 0, hash FROM tree_nodes"],
        301,
        Failure::Missing,
    ),
    (
        &["UPDATE checkpoints SET note = 'nothing' WHERE size = 100"],
        100,
        Failure::Signature,
    ),
    (
        &["UPDATE checkpoints SET note = replace(note, '\u{2014} ', '') WHERE size = 100"],
        100,
        Failure::Signature,
    ),
    (
        &[
            "UPDATE checkpoints SET note = (SELECT note FROM checkpoints WHERE size = 280) WHERE size = 100",
        ],
        100,
        Failure::Signature,
    ),
    (
        &["UPDATE checkpoints SET size = 101 WHERE size = 100"],
        101,
        Failure::Signature,
    ),
    (
        &["UPDATE checkpoints SET size = 400 WHERE size = 280"],
        301,
        Failure::Missing,
    ),
    (
        &["UPDATE checkpoints SET at = at - 86400000000 WHERE size = 280"],
        280,
        Failure::Signature,
    ),
    // The signature with the time is the last line.
    (
        &[
            "UPDATE checkpoints SET note = substr(note, 1, length(note) - 20) || 'AAAAAAAAAAAAAAAAAA=' || substr(note, length(note), 1) \
           WHERE size = 280",
        ],
        280,
        Failure::Signature,
    ),
    (
        &["UPDATE checkpoint_keys SET origin = 'log.example/another'"],
        100,
        Failure::Signature,
    ),
    (
        &["UPDATE checkpoint_keys SET public_key = (SELECT leaf FROM entries WHERE sequence = 7)"],
        100,
        Failure::Signature,
    ),
    (&["DELETE FROM checkpoint_keys"], 100, Failure::Signature),
    // A cut tail, which shows in the checkpoint over it, or else in the tile.
    (
        &[
            "DELETE FROM entry_subjects WHERE sequence > 279",
            "DELETE FROM entries WHERE sequence > 279",
        ],
        280,
        Failure::Missing,
    ),
    (
        &[
            "DELETE FROM entry_subjects WHERE sequence > 255",
            "DELETE FROM entries WHERE sequence > 255",
            "DELETE FROM checkpoints WHERE size > 255",
        ],
        256,
        Failure::Missing,
    ),
    (
        &["DELETE FROM entry_subjects", "DELETE FROM entries"],
        1,
        Failure::Missing,
    ),
];

/// Three hundred entries: one full tile, and checkpoints before and after it.
async fn sign(store: &TestStore) -> SigningKey {
    append_at_once(&AuditWriter::start(store.store.clone()), 1..=300).await;
    let key = signing_key(ORIGIN);
    let pool = store.unprotected().await;
    keep_key(&pool, &key).await;
    for size in [100, 280] {
        keep(&pool, &checkpoint(&store.store, &key, size).await).await;
    }
    key
}

async fn log_of(store: TestStore) -> (KeptLog, SigningKey) {
    let key = sign(&store).await;
    (KeptLog::of(store).await, key)
}

#[tokio::test]
async fn what_is_stored_beside_the_entries_is_not_believed() {
    for store in stores().await {
        let (log, _) = log_of(store).await;
        for alteration in ALTERED {
            log.alter(alteration).await;
        }
    }
}

#[tokio::test]
async fn a_checkpoint_must_be_signed_and_true() {
    for store in stores().await {
        let (log, key) = log_of(store).await;
        let (store, attacker) = (&log.store.store, &log.attacker);
        let stranger = signing_key(ORIGIN);
        keep(attacker, &checkpoint(store, &stranger, 280).await).await;
        log.assert_broken(280, Failure::Signature, "by a stranger")
            .await;
        for (size, after) in [(100, 0), (280, 100), (300, 280)] {
            keep(attacker, &key.sign(size, [7; 32], SIGNED).unwrap()).await;
            log.assert_broken(size, Failure::Checkpoint { after }, "another tree")
                .await;
        }
        let signed = checkpoint(store, &key, 280).await;
        let text = signed.note().to_string().replace("\n280\n", "\n281\n");
        let moved: Checkpoint = text.parse().unwrap();
        assert_eq!(moved.check(key.verifier()), Err(NoteError::Signature));
        keep(attacker, &moved).await;
        log.assert_broken(281, Failure::Signature, "moved").await;
    }
}

const BEFORE: FieldName<i64> = FieldName::number(CHECKPOINT_BEFORE);

const GONE: [Alteration; 2] = [
    (
        &["DELETE FROM checkpoints WHERE size = 280"],
        280,
        Failure::Gone,
    ),
    (&["DELETE FROM checkpoints"], 280, Failure::Gone),
];

/// Each checkpoint's entry names the one before, so that whoever takes them all away is found out by the log itself.
#[tokio::test]
async fn a_checkpoint_that_is_gone_is_missed() {
    for store in stores().await {
        sign(&store).await;
        let writer = AuditWriter::start(store.store.clone());
        let mut told = entry(301);
        told.event = CHECKPOINT_MADE;
        told.outcome = Outcome::Allowed;
        told.details = told.details.field(BEFORE, 280);
        assert_eq!(writer.append(told).await, Ok(301));
        let log = KeptLog::of(store).await;
        for alteration in GONE {
            log.alter(alteration).await;
        }
    }
}
