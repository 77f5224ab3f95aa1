//! Bodies may go, by a pruning that the log tells of; what is left of them is held as before.

use super::{
    append_at_once, entry,
    kept::{Alteration, KeptLog},
    keys::{ORIGIN, SIGNED, checkpoint_at, keep_at, keep_key, signing_key},
    stores::{TestStore, run, stores},
    verified, whole,
};
use crate::{
    base::clock::Timestamp,
    kernel::audit::{
        AuditReader, AuditWriter, FieldName, Outcome, PRUNED, Verification,
        VerificationFailure as Failure,
    },
};

const THROUGH: FieldName<i64> = FieldName::number("through");
const CUTOFF: FieldName<Timestamp> = FieldName::moment("cutoff");

/// In a log that was never pruned.
const UNPRUNED: [Alteration; 4] = [
    (
        &["INSERT INTO pruned_leaves SELECT sequence, leaf FROM entries WHERE sequence <= 7"],
        1,
        Failure::Pruned,
    ),
    (
        &[
            "INSERT INTO pruned_leaves SELECT sequence, leaf FROM entries WHERE sequence <= 7",
            "DELETE FROM entry_subjects WHERE sequence <= 7",
            "DELETE FROM entries WHERE sequence <= 7",
        ],
        1,
        Failure::Pruned,
    ),
    // It names an entry that tells of something else.
    (
        &[
            "INSERT INTO prunings (through, cutoff, at, audit_entry) VALUES (7, 0, 0, 20)",
            "INSERT INTO pruned_leaves SELECT sequence, leaf FROM entries WHERE sequence <= 7",
            "DELETE FROM entry_subjects WHERE sequence <= 7",
            "DELETE FROM entries WHERE sequence <= 7",
        ],
        1,
        Failure::Pruned,
    ),
    // Out of the middle.
    (
        &[
            "INSERT INTO pruned_leaves SELECT sequence, leaf FROM entries WHERE sequence = 7",
            "DELETE FROM entry_subjects WHERE sequence = 7",
            "DELETE FROM entries WHERE sequence = 7",
        ],
        1,
        Failure::Missing,
    ),
];

/// In a log whose first seven entries were pruned, as entry 21 tells.
const PRUNED_THROUGH_7: [Alteration; 12] = [
    (
        &[
            "INSERT INTO pruned_leaves SELECT sequence, leaf FROM entries WHERE sequence = 8",
            "DELETE FROM entry_subjects WHERE sequence = 8",
            "DELETE FROM entries WHERE sequence = 8",
        ],
        8,
        Failure::Pruned,
    ),
    (
        &["DELETE FROM pruned_leaves WHERE sequence = 3"],
        3,
        Failure::Missing,
    ),
    (
        &["DELETE FROM pruned_leaves WHERE sequence = 7"],
        7,
        Failure::Missing,
    ),
    (&["DELETE FROM pruned_leaves"], 1, Failure::Missing),
    // Which of them it was can be told only by what was published.
    (
        &[
            "UPDATE pruned_leaves SET leaf = (SELECT leaf FROM entries WHERE sequence = 9) WHERE sequence = 3",
        ],
        7,
        Failure::Checkpoint { after: 0 },
    ),
    (&["DELETE FROM prunings"], 1, Failure::Pruned),
    (&["UPDATE prunings SET through = 9"], 1, Failure::Pruned),
    (
        &["UPDATE prunings SET audit_entry = 20"],
        1,
        Failure::Pruned,
    ),
    // One that is noted makes nothing go that another did not cover.
    (
        &[
            "INSERT INTO prunings (through, cutoff, at, audit_entry) VALUES (8, 0, 0, 21)",
            "INSERT INTO pruned_leaves SELECT sequence, leaf FROM entries WHERE sequence = 8",
            "DELETE FROM entry_subjects WHERE sequence = 8",
            "DELETE FROM entries WHERE sequence = 8",
        ],
        8,
        Failure::Pruned,
    ),
    // Nothing signed says that they were old, or that a pruning was told of.
    (
        &["DELETE FROM checkpoints WHERE size = 7"],
        1,
        Failure::Pruned,
    ),
    (
        &["DELETE FROM checkpoints WHERE size = 21"],
        1,
        Failure::Pruned,
    ),
    // A body that came back is none of the log's: nothing holds it.
    (
        &["INSERT INTO entries SELECT * FROM unpruned WHERE sequence = 3"],
        3,
        Failure::Inserted,
    ),
];

async fn twenty(store: &TestStore) -> AuditWriter {
    let writer = AuditWriter::start(store.store.clone());
    append_at_once(&writer, 1..=20).await;
    writer
}

#[tokio::test]
async fn what_goes_without_a_pruning_is_missed() {
    for store in stores().await {
        twenty(&store).await;
        let log = KeptLog::of(store).await;
        for alteration in UNPRUNED {
            log.alter(alteration).await;
        }
    }
}

/// How a pruning came about.
struct Pruning {
    /// Signed over the entries that went.
    signed: Timestamp,
    /// The pruning said that they were from before.
    cutoff: Timestamp,
    /// Signed over the entry that tells of it.
    signed_after: Timestamp,
}

impl Pruning {
    fn honest() -> Self {
        Self {
            signed: SIGNED.months_before(14),
            cutoff: SIGNED.months_before(13),
            signed_after: SIGNED,
        }
    }

    /// A log whose first seven of twenty entries were pruned; gives the head that the tree had before.
    async fn log(&self, store: &TestStore) -> String {
        let writer = twenty(store).await;
        let owner = store.unprotected().await;
        let key = signing_key(ORIGIN);
        keep_key(&owner, &key).await;
        let early = checkpoint_at(&store.store, &key, 7, self.signed).await;
        keep_at(&owner, &early, self.signed).await;
        let mut told = entry(21);
        told.event = PRUNED;
        told.details = told.details.field(THROUGH, 7).field(CUTOFF, self.cutoff);
        told.outcome = Outcome::Allowed;
        assert_eq!(writer.append(told).await, Ok(21));
        let over = checkpoint_at(&store.store, &key, 21, self.signed_after).await;
        keep_at(&owner, &over, self.signed_after).await;
        let before = AuditReader::new(&store.store).root(21).await.unwrap();
        for text in [
            "CREATE TABLE unpruned AS SELECT * FROM entries",
            "INSERT INTO prunings (through, cutoff, at, audit_entry) VALUES (7, 0, 0, 21)",
            "INSERT INTO pruned_leaves SELECT sequence, leaf FROM entries WHERE sequence <= 7",
            "DELETE FROM entry_subjects WHERE sequence <= 7",
            "DELETE FROM entries WHERE sequence <= 7",
        ] {
            run(&owner, text).await.unwrap();
        }
        hex::encode(before)
    }
}

#[tokio::test]
async fn what_is_left_of_pruned_entries_is_held() {
    for store in stores().await {
        let before = Pruning::honest().log(&store).await;
        let pruned = whole(store.store.reader()).await;
        assert_eq!((pruned.pruned, pruned.root), (7, before));
        let log = KeptLog::of(store).await;
        for alteration in PRUNED_THROUGH_7 {
            log.alter(alteration).await;
        }
    }
}

/// A pruning that was noted and then cut off takes nothing from the one before.
#[tokio::test]
async fn a_second_pruning_that_just_began_breaks_nothing() {
    for store in stores().await {
        Pruning::honest().log(&store).await;
        let owner = store.unprotected().await;
        let began = "INSERT INTO prunings (through, cutoff, at, audit_entry) VALUES (12, 0, 0, 20)";
        run(&owner, began).await.unwrap();
        assert_eq!(whole(store.store.reader()).await.pruned, 7);
    }
}

/// Whoever has the store and not the key can write that young entries were old, and remove them. The checkpoints over them say
/// when they were there, however many are signed afterwards.
#[tokio::test]
async fn young_entries_cannot_be_made_old() {
    let forged = [
        // Under a checkpoint for the first time after the cutoff.
        Pruning {
            signed: SIGNED.months_before(12),
            ..Pruning::honest()
        },
        // Old enough by the forged entry, but not when it was signed.
        Pruning {
            signed: SIGNED.months_before(5),
            cutoff: SIGNED.months_before(4),
            signed_after: SIGNED,
        },
        // Told long before it was signed, or for long after.
        Pruning {
            signed: SIGNED.months_before(1),
            cutoff: SIGNED,
            signed_after: SIGNED,
        },
    ];
    for forged in forged {
        for store in stores().await {
            forged.log(&store).await;
            let found = verified(store.store.reader()).await;
            let (sequence, failure) = (1, Failure::Pruned);
            assert_eq!(found, Verification::OpenFailures { sequence, failure });
        }
    }
}
