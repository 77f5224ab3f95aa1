//! Whatever is altered, removed, inserted or exchanged behind Hufu's back is found, and named.

use super::{
    append_all,
    stores::{TestStore, run, run_each, sqlite, stores},
};
use crate::{
    base::ids::RequestId,
    kernel::{
        audit::{AuditWriter, Verification, VerificationFailure as Failure, hash, store, verify},
        db::{Pool, Statement},
    },
    with_pool,
};

/// Alterations that both engines understand, and what must be said of them.
const ALTERED: [(&[&str], i64, Failure); 24] = [
    (
        &["UPDATE entries SET at = at + 1 WHERE sequence = 7"],
        7,
        Failure::Column,
    ),
    (
        &["UPDATE entries SET event = 'order.listed' WHERE sequence = 7"],
        7,
        Failure::Column,
    ),
    (
        &["UPDATE entries SET outcome = 'allowed' WHERE sequence = 10"],
        10,
        Failure::Column,
    ),
    (
        &["UPDATE entries SET actor_id = NULL WHERE sequence = 7"],
        7,
        Failure::Column,
    ),
    (
        &[
            "UPDATE entries SET actor_id = (SELECT actor_id FROM entries WHERE sequence = 8) WHERE sequence = 7",
        ],
        7,
        Failure::Column,
    ),
    (
        &["UPDATE entries SET actor_role = 'admin' WHERE sequence = 7"],
        7,
        Failure::Column,
    ),
    (
        &["UPDATE entries SET session_id = NULL WHERE sequence = 7"],
        7,
        Failure::Column,
    ),
    (
        &["UPDATE entries SET permission = 'order:list' WHERE sequence = 7"],
        7,
        Failure::Column,
    ),
    (
        &["UPDATE entries SET resource_kind = 'payment' WHERE sequence = 7"],
        7,
        Failure::Column,
    ),
    (
        &["UPDATE entries SET resource_id = NULL WHERE sequence = 7"],
        7,
        Failure::Column,
    ),
    (
        &["UPDATE entries SET resource_id = 'HF202611220000001' WHERE sequence = 7"],
        7,
        Failure::Column,
    ),
    (
        &[
            "UPDATE entries SET request_id = (SELECT request_id FROM entries WHERE sequence = 8) WHERE sequence = 7",
        ],
        7,
        Failure::Column,
    ),
    (
        &[
            "UPDATE entries SET body = (SELECT body FROM entries WHERE sequence = 8) WHERE sequence = 7",
        ],
        7,
        Failure::Body,
    ),
    (
        &[
            "UPDATE entries SET leaf = (SELECT leaf FROM entries WHERE sequence = 8) WHERE sequence = 7",
        ],
        7,
        Failure::Body,
    ),
    (
        &[
            "UPDATE entries SET chain = (SELECT chain FROM entries WHERE sequence = 8) WHERE sequence = 7",
        ],
        7,
        Failure::Link,
    ),
    (
        &["DELETE FROM entries WHERE sequence = 7"],
        7,
        Failure::Missing,
    ),
    (
        &["DELETE FROM entries WHERE sequence = 1"],
        1,
        Failure::Missing,
    ),
    (
        &["UPDATE entries SET sequence = 0 WHERE sequence = 7"],
        0,
        Failure::Inserted,
    ),
    // The newest once more, as if it had happened twice.
    (
        &[
            "INSERT INTO entries SELECT 21, at, event, outcome, actor_id, actor_role, session_id, permission, resource_kind, \
           resource_id, request_id, body, leaf, chain FROM entries WHERE sequence = 20",
        ],
        21,
        Failure::Link,
    ),
    (
        &[
            "UPDATE entries SET sequence = 99 WHERE sequence = 7",
            "UPDATE entries SET sequence = 7 WHERE sequence = 8",
            "UPDATE entries SET sequence = 8 WHERE sequence = 99",
        ],
        7,
        Failure::Link,
    ),
    (
        &[
            "DELETE FROM entry_subjects WHERE sequence = 7 AND subject_id = \
           (SELECT subject_id FROM entry_subjects WHERE sequence = 7 ORDER BY subject_id LIMIT 1)",
        ],
        7,
        Failure::Subjects,
    ),
    // Entry 9 is about nobody.
    (
        &["UPDATE entry_subjects SET sequence = 9 WHERE sequence = 8"],
        8,
        Failure::Subjects,
    ),
    (
        &["INSERT INTO entry_subjects SELECT 9, subject_id FROM entry_subjects WHERE sequence = 8"],
        9,
        Failure::Subjects,
    ),
    (
        &[
            "INSERT INTO entry_subjects SELECT 4711, subject_id FROM entry_subjects WHERE sequence = 8",
        ],
        4711,
        Failure::Subjects,
    ),
];

/// One byte of the body.
const ONE_BYTE: Statement = Statement {
    sqlite: "UPDATE entries SET body = CAST(substr(body, 1, 30) || '~' || substr(body, 32) AS BLOB) WHERE sequence = 7",
    postgres: "UPDATE entries SET body = set_byte(body, 30, 126) WHERE sequence = 7",
};

/// What a column of SQLite can hold and its type cannot: it must be located, not end in an error.
const UNREADABLE: [(&str, Failure); 4] = [
    (
        "UPDATE entries SET actor_id = x'0102030405' WHERE sequence = 7",
        Failure::Column,
    ),
    (
        "UPDATE entries SET event = CAST(x'ff' AS TEXT) WHERE sequence = 7",
        Failure::Column,
    ),
    (
        "UPDATE entries SET leaf = x'00' WHERE sequence = 7",
        Failure::Body,
    ),
    (
        "UPDATE entry_subjects SET subject_id = x'00' WHERE sequence = 7 \
         AND subject_id = (SELECT MIN(subject_id) FROM entry_subjects WHERE sequence = 7)",
        Failure::Column,
    ),
];

struct Log {
    store: TestStore,
    attacker: Pool,
}

impl Log {
    /// Twenty entries, of which a copy is kept to start again from.
    async fn of(store: TestStore) -> Self {
        append_all(&AuditWriter::start(store.store.clone()), 20).await;
        let attacker = store.unprotected().await;
        for text in [
            "CREATE TABLE kept AS SELECT * FROM entries",
            "CREATE TABLE kept_subjects AS SELECT * FROM entry_subjects",
        ] {
            run(&attacker, text).await.unwrap();
        }
        Self { store, attacker }
    }

    async fn restore(&self) {
        for text in [
            "DELETE FROM entry_subjects",
            "DELETE FROM entries",
            "INSERT INTO entries SELECT * FROM kept",
            "INSERT INTO entry_subjects SELECT * FROM kept_subjects",
        ] {
            run(&self.attacker, text).await.unwrap();
        }
        assert!(matches!(
            self.verified().await,
            Verification::Whole { entries: 20, .. }
        ));
    }

    async fn verified(&self) -> Verification {
        verify(self.store.store.reader(), |_, _| ()).await.unwrap()
    }

    async fn assert_broken(&self, sequence: i64, failure: Failure, what: &str) {
        let expected = Verification::Broken { sequence, failure };
        assert_eq!(self.verified().await, expected, "{what}");
        self.restore().await;
    }
}

#[tokio::test]
async fn every_alteration_is_found_and_located() {
    for store in stores().await {
        let log = Log::of(store).await;
        for (texts, sequence, failure) in ALTERED {
            for text in texts {
                run(&log.attacker, text).await.unwrap();
            }
            log.assert_broken(sequence, failure, texts[0]).await;
        }
        run_each(&log.attacker, ONE_BYTE).await.unwrap();
        log.assert_broken(7, Failure::Body, "one byte").await;
    }
}

#[tokio::test]
async fn what_no_type_can_hold_is_located_too() {
    let log = Log::of(sqlite().await).await;
    for (text, failure) in UNREADABLE {
        run(&log.attacker, text).await.unwrap();
        log.assert_broken(7, failure, text).await;
    }
}

/// Writes entry 7 again with another request in it, and as many of its hashes as the forger thought of.
async fn forge(log: &Log, leaf_too: bool, link_too: bool) {
    let rows = store::scan(&log.attacker, 5, 2).await.unwrap();
    let text = String::from_utf8(rows[1].body.clone()).unwrap();
    let forged = RequestId::generate();
    let body = text
        .replace(&rows[1].request_id.to_string(), &forged.uuid().to_string())
        .into_bytes();
    let leaf = hash::leaf(&body);
    let link = hash::chain(&rows[0].chain.as_slice().try_into().unwrap(), &leaf);
    let leaf = if leaf_too {
        leaf.to_vec()
    } else {
        rows[1].leaf.clone()
    };
    let link = if link_too {
        link.to_vec()
    } else {
        rows[1].chain.clone()
    };
    with_pool!(&log.attacker, |db| sqlx::query(
        "UPDATE entries SET request_id = $1, body = $2, leaf = $3, chain = $4 WHERE sequence = 7"
    )
    .bind(forged)
    .bind(body)
    .bind(leaf)
    .bind(link)
    .execute(db)
    .await
    .map(drop))
    .unwrap();
}

#[tokio::test]
async fn a_forger_who_recomputes_hashes_is_found_at_the_next_one() {
    for store in stores().await {
        let log = Log::of(store).await;
        forge(&log, false, false).await;
        log.assert_broken(7, Failure::Body, "body").await;
        forge(&log, true, false).await;
        log.assert_broken(7, Failure::Link, "body and leaf").await;
        forge(&log, true, true).await;
        log.assert_broken(8, Failure::Link, "body, leaf and link")
            .await;
    }
}

#[tokio::test]
async fn a_cut_tail_shows_in_the_newest_link() {
    for store in stores().await {
        let log = Log::of(store).await;
        let whole = log.verified().await;
        run(
            &log.attacker,
            "DELETE FROM entry_subjects WHERE sequence > 18",
        )
        .await
        .unwrap();
        run(&log.attacker, "DELETE FROM entries WHERE sequence > 18")
            .await
            .unwrap();
        let cut = log.verified().await;
        assert!(matches!(cut, Verification::Whole { entries: 18, .. }));
        assert_ne!(cut, whole);
    }
}
