//! Schema guards that were taken down or put up are found at start and by verification; what a hostile trigger swallows is never
//! acknowledged (A7, S7).

use hufu_proof::{Frontier, hash};

use super::{
    append_all, entry,
    stores::{TestStore, run, run_each, stores},
};
use crate::{
    kernel::{
        audit::{
            AuditUnavailable, AuditWriter, SchemaGuardError, check_schema_guards, store::scan,
        },
        db::Statement,
    },
    with_pool,
};

/// What somebody with the owner's account may do, and the guard that is named then.
const ALTERED: [(Statement, &str); 6] = [
    (
        Statement {
            sqlite: "DROP TRIGGER entries_no_update",
            postgres: "ALTER TABLE entries DISABLE TRIGGER entries_no_change",
        },
        "entries_no_",
    ),
    (
        Statement {
            sqlite: "DROP INDEX entries_by_event",
            postgres: "DROP TRIGGER entries_next ON entries",
        },
        "entries_",
    ),
    (
        Statement {
            sqlite: "CREATE TRIGGER mute BEFORE INSERT ON entries BEGIN SELECT RAISE(IGNORE); END",
            postgres: "CREATE RULE mute AS ON INSERT TO entries DO INSTEAD NOTHING",
        },
        "mute",
    ),
    (
        Statement {
            sqlite: "CREATE VIEW mute AS SELECT 1 FROM entries",
            postgres: "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        },
        "e",
    ),
    (
        Statement {
            sqlite: "DROP INDEX checkpoint_keys_by_origin",
            postgres: "ALTER FUNCTION require_pruning() RESET search_path",
        },
        "_",
    ),
    (
        Statement {
            sqlite: "DROP TRIGGER entries_no_delete",
            postgres: "ALTER FUNCTION prune_entries(bigint, bigint) SECURITY INVOKER",
        },
        "entries",
    ),
];

#[tokio::test]
async fn a_fresh_store_has_every_guard() {
    for store in stores().await {
        check_schema_guards(store.store.reader()).await.unwrap();
    }
}

#[tokio::test]
async fn an_altered_guard_is_named() {
    for (statement, named) in ALTERED {
        for store in stores().await {
            run_each(&store.plain().await, statement).await.unwrap();
            match check_schema_guards(store.store.reader()).await {
                Err(SchemaGuardError::Altered(drift)) => {
                    assert!(drift.to_string().contains(named), "{drift}: {statement:?}");
                }
                other => panic!("{statement:?}: {other:?}"),
            }
        }
    }
}

/// Swallows every second entry without an error.
const SWALLOW: [Statement; 2] = [
    Statement {
        sqlite: "CREATE TRIGGER mute BEFORE INSERT ON entries WHEN NEW.sequence % 2 = 0 BEGIN SELECT RAISE(IGNORE); END",
        postgres: "CREATE FUNCTION mute() RETURNS trigger LANGUAGE plpgsql AS \
                   'BEGIN IF NEW.sequence % 2 = 0 THEN RETURN NULL; END IF; RETURN NEW; END'",
    },
    Statement {
        sqlite: "",
        postgres: "CREATE TRIGGER mute BEFORE INSERT ON entries FOR EACH ROW EXECUTE FUNCTION mute()",
    },
];

async fn swallowed(store: &TestStore) {
    let writer = AuditWriter::start(store.store.clone());
    append_all(&writer, 1).await;
    let pool = store.plain().await;
    for statement in SWALLOW {
        run_each(&pool, statement).await.unwrap();
    }
    assert_eq!(writer.append(entry(2)).await, Err(AuditUnavailable));
    run_each(
        &pool,
        Statement {
            sqlite: "DROP TRIGGER mute",
            postgres: "DROP TRIGGER mute ON entries",
        },
    )
    .await
    .unwrap();
    assert_eq!(writer.append(entry(2)).await, Ok(2), "it recovers");
}

#[tokio::test]
async fn an_entry_that_a_trigger_swallows_is_not_acknowledged() {
    for store in stores().await {
        swallowed(&store).await;
    }
}

#[tokio::test]
async fn a_log_that_was_cut_under_its_writer_takes_no_more() {
    for store in stores().await {
        let writer = AuditWriter::start(store.store.clone());
        append_all(&writer, 4).await;
        let pool = store.unprotected().await;
        for text in [
            "DELETE FROM entry_subjects WHERE sequence = 4",
            "DELETE FROM entries WHERE sequence = 4",
        ] {
            run(&pool, text).await.unwrap();
        }
        assert_eq!(writer.append(entry(4)).await, Err(AuditUnavailable));
    }
}

/// An entry that was acknowledged is written anew, with every hash, while its writer runs.
#[tokio::test]
async fn a_log_that_was_rewritten_under_its_writer_takes_no_more() {
    for store in stores().await {
        let writer = AuditWriter::start(store.store.clone());
        append_all(&writer, 4).await;
        let pool = store.unprotected().await;
        let leaf = hash::leaf(b"another");
        let mut frontier = Frontier::empty();
        for row in scan(&pool, 0, 3).await.unwrap() {
            frontier.push(row.leaf.as_slice().try_into().unwrap(), |_| ());
        }
        frontier.push(leaf, |_| ());
        with_pool!(&pool, |db| sqlx::query(
            "UPDATE entries SET leaf = $1, root = $2 WHERE sequence = 4"
        )
        .bind(leaf.as_slice())
        .bind(frontier.root().as_slice())
        .execute(db)
        .await
        .map(drop))
        .unwrap();
        assert_eq!(writer.append(entry(5)).await, Err(AuditUnavailable));
    }
}
