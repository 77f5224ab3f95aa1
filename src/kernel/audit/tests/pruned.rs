//! Bodies may go, by a pruning that the log tells of; what is left of them is held as before.

use super::{
    append_at_once, entry,
    kept::{Alteration, KeptLog},
    stores::{TestStore, run, stores},
    whole,
};
use crate::{
    base::clock::Timestamp,
    kernel::audit::{AuditWriter, FactName, PRUNED, VerificationFailure as Failure},
};

const THROUGH: FactName<i64> = FactName::number("through");
const CUTOFF: FactName<Timestamp> = FactName::moment("cutoff");

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
const PRUNED_THROUGH_7: [Alteration; 10] = [
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
        8,
        Failure::Head,
    ),
    (&["DELETE FROM prunings"], 1, Failure::Pruned),
    (&["UPDATE prunings SET through = 9"], 1, Failure::Pruned),
    (
        &["UPDATE prunings SET audit_entry = 20"],
        1,
        Failure::Pruned,
    ),
    (
        &["INSERT INTO prunings (through, cutoff, at, audit_entry) VALUES (9, 0, 0, 21)"],
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

#[tokio::test]
async fn what_is_left_of_pruned_entries_is_held() {
    for store in stores().await {
        let writer = twenty(&store).await;
        let mut told = entry(21);
        told.event = PRUNED;
        told.details = told
            .details
            .fact(THROUGH, 7)
            .fact(CUTOFF, Timestamp::from_micros(0));
        told.outcome = crate::kernel::audit::Outcome::Allowed;
        assert_eq!(writer.append(told).await, Ok(21));
        let before = whole(store.store.reader()).await;
        let owner = store.unprotected().await;
        for text in [
            "CREATE TABLE unpruned AS SELECT * FROM entries",
            "INSERT INTO prunings (through, cutoff, at, audit_entry) VALUES (7, 0, 0, 21)",
            "INSERT INTO pruned_leaves SELECT sequence, leaf FROM entries WHERE sequence <= 7",
            "DELETE FROM entry_subjects WHERE sequence <= 7",
            "DELETE FROM entries WHERE sequence <= 7",
        ] {
            run(&owner, text).await.unwrap();
        }
        let pruned = whole(store.store.reader()).await;
        assert_eq!((pruned.pruned, pruned.root), (7, before.root));
        let log = KeptLog::of(store).await;
        for alteration in PRUNED_THROUGH_7 {
            log.alter(alteration).await;
        }
    }
}
