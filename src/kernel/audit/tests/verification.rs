//! Whatever is altered, removed, inserted or exchanged behind Hufu's back is found, and named.

use hufu_proof::{Frontier, hash};

use super::{
    alterations::{COLUMNS, ONE_BYTE, REPLACED, ROWS, UNREADABLE},
    append_all,
    kept::KeptLog,
    stores::{TestStore, run, run_each, sqlite, stores},
    whole,
};
use crate::{
    base::ids::RequestId,
    kernel::audit::{AuditWriter, VerificationFailure as Failure, store},
    with_pool,
};

async fn log_of(store: TestStore) -> KeptLog {
    append_all(&AuditWriter::start(store.store.clone()), 20).await;
    KeptLog::of(store).await
}

#[tokio::test]
async fn every_alteration_is_found_and_located() {
    for store in stores().await {
        let log = log_of(store).await;
        for alteration in COLUMNS.into_iter().chain(ROWS) {
            log.alter(alteration).await;
        }
        run_each(&log.attacker, ONE_BYTE).await.unwrap();
        log.assert_broken(7, Failure::Body, "one byte").await;
        run_each(&log.attacker, REPLACED).await.unwrap();
        log.assert_broken(7, Failure::Column, "replaced").await;
    }
}

/// A column that a migration adds must come into the table above.
#[tokio::test]
async fn no_column_is_left_out() {
    let store = sqlite().await;
    let columns: Vec<String> = with_pool!(store.store.reader(), |db| sqlx::query_scalar(
        "SELECT name FROM pragma_table_info('entries')"
    )
    .fetch_all(db)
    .await)
    .unwrap();
    for column in columns {
        let set = format!("SET {column} = ");
        let altered = COLUMNS.iter().chain(&ROWS);
        let mut texts = altered.flat_map(|(texts, ..)| *texts);
        assert!(texts.any(|text| text.contains(&set)), "{column}");
    }
}

#[tokio::test]
async fn what_no_type_can_hold_is_located_too() {
    let log = log_of(sqlite().await).await;
    for (text, failure) in UNREADABLE {
        run(&log.attacker, text).await.unwrap();
        log.assert_broken(7, failure, text).await;
    }
}

/// Writes entry 7 again with another request in it, and as many of its hashes as the forger thought of.
async fn forge(log: &KeptLog, leaf_too: bool, root_too: bool) {
    let rows = store::scan(&log.attacker, 0, 7).await.unwrap();
    let (old, before) = rows.split_last().unwrap();
    let text = String::from_utf8(old.body.clone()).unwrap();
    let forged = RequestId::generate();
    let body = text
        .replace(&old.request_id.to_string(), &forged.uuid().to_string())
        .into_bytes();
    let leaf = hash::leaf(&body);
    let mut frontier = Frontier::empty();
    for row in before {
        frontier.push(row.leaf.as_slice().try_into().unwrap(), |_| ());
    }
    frontier.push(leaf, |_| ());
    let leaf = if leaf_too {
        leaf.to_vec()
    } else {
        old.leaf.clone()
    };
    let root = if root_too {
        Some(frontier.root().to_vec())
    } else {
        old.root.clone()
    };
    with_pool!(&log.attacker, |db| sqlx::query(
        "UPDATE entries SET request_id = $1, body = $2, leaf = $3, root = $4 WHERE sequence = 7"
    )
    .bind(forged)
    .bind(body)
    .bind(leaf)
    .bind(root)
    .execute(db)
    .await
    .map(drop))
    .unwrap();
}

#[tokio::test]
async fn a_forger_who_recomputes_hashes_is_found_at_the_next_one() {
    for store in stores().await {
        let log = log_of(store).await;
        forge(&log, false, false).await;
        log.assert_broken(7, Failure::Body, "body").await;
        forge(&log, true, false).await;
        log.assert_broken(7, Failure::Head, "body and leaf").await;
        forge(&log, true, true).await;
        log.assert_broken(8, Failure::Head, "body, leaf and root")
            .await;
    }
}

#[tokio::test]
async fn a_cut_tail_shows_in_the_head() {
    for store in stores().await {
        let log = log_of(store).await;
        let reader = log.store.store.reader();
        let before = whole(reader).await;
        for text in [
            "DELETE FROM entry_subjects WHERE sequence > 18",
            "DELETE FROM entries WHERE sequence > 18",
        ] {
            run(&log.attacker, text).await.unwrap();
        }
        let cut = whole(reader).await;
        assert_eq!(cut.entries, 18);
        assert_ne!(cut.root, before.root);
    }
}
