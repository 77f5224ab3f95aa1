//! What Hufu believes of its own store, in the hands of somebody who can write it: nothing that the vault does not know of.

use std::time::Duration;

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use hufu::{
    base::clock::Clock,
    config::StoreLocation,
    kernel::{
        audit::{Verification, VerificationFailure},
        authz::Grant,
        evidence::{CheckpointMake, EvidenceVerify, deliver, make, make_due, verify},
        failure::Failure,
    },
};
use hufu_proof::{Checkpoint, VerifierKey};
use sqlx::{
    Connection, Executor, QueryBuilder, Sqlite, SqliteConnection, sqlite::SqliteConnectOptions,
};

use crate::harness::{Engine, log, office::Office, sql};

async fn signed(office: &Office) -> Result<Checkpoint, Failure> {
    let grant = Grant::<CheckpointMake>::operator(&office.kernel).await;
    make(grant.expect("a grant")).await
}

async fn verified(office: &Office) -> Verification {
    let grant = Grant::<EvidenceVerify>::operator(&office.kernel).await;
    verify(grant.expect("a grant")).await.expect("reading")
}

/// Somebody with the file.
async fn thief(office: &Office) -> SqliteConnection {
    let StoreLocation::Sqlite(file) = &office.config.stores.audit else {
        panic!("a file");
    };
    let options = SqliteConnectOptions::new().filename(file);
    SqliteConnection::connect_with(&options.foreign_keys(false))
        .await
        .expect("the log")
}

/// Takes every schema guard down, and puts it up again afterwards.
async fn behind_the_guards(office: &Office, text: &'static str) {
    let mut thief = thief(office).await;
    let guards: Vec<String> =
        sqlx::query_scalar("SELECT sql FROM sqlite_master WHERE type = 'trigger'")
            .fetch_all(&mut thief)
            .await
            .expect("guards");
    thief
        .execute("PRAGMA writable_schema = ON; DELETE FROM sqlite_master WHERE type = 'trigger'; PRAGMA writable_schema = RESET")
        .await
        .expect("no guards");
    thief.execute(text).await.expect("a change");
    for guard in guards {
        let mut guard = QueryBuilder::<Sqlite>::new(guard);
        guard.build().execute(&mut thief).await.expect("a guard");
    }
}

/// As if the log had had another name once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_that_the_store_alone_knows_counts_for_nothing() {
    let office = Office::open(Engine::Sqlite, Clock::system().now(), |_| {}).await;
    office.append(10).await;
    let before = signed(&office).await.expect("a checkpoint");
    office.append(10).await;
    assert!(
        matches!(verified(&office).await, Verification::Whole(whole) if whole.checkpoint == Some(before.size()))
    );

    let pair = Ed25519KeyPair::generate().expect("a key");
    let public = pair.public_key().as_ref();
    let key = VerifierKey::of_log("log.example/former", public).expect("a key");
    let (size, time) = (before.size() + 5, office.clock.now().seconds() as u64);
    let sign = |bytes: &[u8]| pair.sign(bytes).as_ref().to_vec();
    let forged = Checkpoint::sign(&key, size, [7; 32], time, sign).expect("a checkpoint");
    let mut thief = thief(&office).await;
    sqlx::query("INSERT INTO checkpoint_keys (id, origin, public_key, created_at, audit_entry) VALUES ($1, 'log.example/former', $2, 0, 1)")
        .bind(uuid::Uuid::now_v7())
        .bind(public)
        .execute(&mut thief)
        .await
        .expect("a row");
    sqlx::query("INSERT INTO checkpoints (size, at, note, audit_entry) VALUES ($1, 0, $2, 1)")
        .bind(size)
        .bind(forged.note().to_string())
        .execute(&mut thief)
        .await
        .expect("a row");
    let mut office = office;
    office.restart().await;
    office.append(1).await;
    assert_eq!(
        verified(&office).await,
        Verification::OpenFailures {
            sequence: size,
            failure: VerificationFailure::Signature
        }
    );
    assert!(signed(&office).await.is_err(), "nothing is signed over it");
}

/// The end is cut off, checkpoints of it and all; the folder remembers.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_shorter_than_what_was_published_is_not_signed() {
    let folder = tempfile::tempdir().expect("a folder");
    let published = folder.path().join("published");
    let mut office = Office::open(Engine::Sqlite, Clock::system().now(), |config| {
        config.publishing.checkpoint_directory = Some(published.clone());
    })
    .await;
    office.append(30).await;
    let checkpoint = signed(&office).await.expect("a checkpoint");
    deliver(&office.kernel).await.expect("delivering");
    behind_the_guards(
        &office,
        "DELETE FROM entry_subjects WHERE sequence > 12; DELETE FROM entries WHERE sequence > 12; \
         DELETE FROM checkpoint_deliveries; DELETE FROM checkpoints",
    )
    .await;
    let lost = office.try_restart().await;
    let lost = lost.expect_err("what was signed is missing").to_string();
    let (size, cut) = (
        checkpoint.size(),
        log::entries_in(&office.config.stores.audit, 0).await.len(),
    );
    assert!(
        lost.contains(&format!("has {cut} entries, and {size} of the log")),
        "{lost}"
    );
    // Whoever can write the business store too, makes Hufu start, and not sign: the folder remembers.
    forget(&office).await;
    office.restart().await;
    assert!(signed(&office).await.is_err());
    let store = &office.config.stores.audit;
    let refused = "SELECT COUNT(*) FROM entries WHERE event = 'audit.checkpoint_refused'";
    assert_eq!(sql::number(store, refused, &[]).await, 1);
    // Longer again, it is another log all the same.
    office.append(40).await;
    assert!(signed(&office).await.is_err());
    let newest = std::fs::read_to_string(published.join("checkpoint")).expect("a checkpoint");
    assert_eq!(newest, checkpoint.note().to_string());
}

/// Makes what is remembered beside the log unknown.
async fn forget(office: &Office) {
    let business = &office.config.stores.business;
    for text in [
        "DROP TRIGGER signed_logs_no_delete",
        "DELETE FROM signed_logs",
    ] {
        sql::execute(business, text, &[]).await.expect("forgetting");
    }
}

/// A row of any size and with any time stops nothing in silence.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_checkpoint_that_is_none_of_ours_is_told_of() {
    for row in [
        "INSERT INTO checkpoints (size, at, note, audit_entry) VALUES (1000000000000000, 1, 'x', 1)",
        "INSERT INTO checkpoints (size, at, note, audit_entry) SELECT 1000000000000000, at, note, 1 FROM checkpoints",
        "INSERT INTO checkpoints (size, at, note, audit_entry) SELECT size + 2, at, note, 1 FROM checkpoints",
    ] {
        let office = Office::open(Engine::Sqlite, Clock::system().now(), |_| {}).await;
        office.append(10).await;
        signed(&office).await.expect("a checkpoint");
        office.append(10).await;
        thief(&office).await.execute(row).await.expect("a row");
        assert!(
            make_due(&office.kernel, Duration::ZERO).await.is_err(),
            "{row}"
        );
        let refused = "SELECT COUNT(*) FROM entries WHERE event = 'audit.checkpoint_refused'";
        let store = &office.config.stores.audit;
        assert_eq!(sql::number(store, refused, &[]).await, 1, "{row}");
        let made = "SELECT COUNT(*) FROM entries WHERE event = 'audit.checkpoint_made'";
        assert_eq!(sql::number(store, made, &[]).await, 1, "{row}");
    }
}

async fn holds(office: &Office) -> bool {
    verified(office).await;
    let entries = log::entries_in(&office.config.stores.audit, 0).await;
    let mut told = entries
        .iter()
        .rev()
        .filter(|entry| entry.event == "audit.verified");
    !told.next().expect("an entry").facts.contains_key("failure")
}

/// An index that leads nowhere hides entries from whoever searches, and its text is as it was.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_done_to_the_database_itself_is_found_by_verification() {
    for text in [
        "DROP INDEX entries_by_event; CREATE INDEX entries_by_event ON entries (event, sequence) WHERE sequence < 3; \
         PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = (SELECT sql FROM kept) WHERE name = 'entries_by_event'; \
         PRAGMA writable_schema = RESET; DROP TABLE kept",
        "CREATE TRIGGER _sqlx_migrations BEFORE INSERT ON checkpoints BEGIN SELECT RAISE(IGNORE); END",
    ] {
        let office = Office::open(Engine::Sqlite, Clock::system().now(), |_| {}).await;
        office.append(10).await;
        signed(&office).await.expect("a checkpoint");
        assert!(holds(&office).await);
        let mut thief = thief(&office).await;
        thief
            .execute("CREATE TABLE kept AS SELECT sql FROM sqlite_master WHERE name = 'entries_by_event'")
            .await
            .expect("a copy");
        thief.execute(text).await.expect("a change");
        thief
            .execute("DROP TABLE IF EXISTS kept")
            .await
            .expect("no copy");
        assert!(!holds(&office).await, "{text}");
    }
}
