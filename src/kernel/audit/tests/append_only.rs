//! The database itself refuses to change the log (A7).

use super::{
    append_all,
    stores::{TestStore, run, run_each, stores},
    whole,
};
use crate::kernel::{
    audit::AuditWriter,
    db::{Engine, Statement},
};

/// A new row under a number; the texts end where the number stands.
macro_rules! insert_numbered {
    ($verb:literal, $number:literal) => {
        concat!(
            $verb,
            " INTO entries SELECT ",
            $number,
            ", at, event, outcome, actor_id, actor_role, session_id, permission, resource_kind, resource_id, request_id, \
             body, leaf, root, address FROM entries WHERE sequence = 2"
        )
    };
}

const REFUSED: [&str; 8] = [
    "UPDATE entries SET event = 'order.listed'",
    "UPDATE entries SET sequence = sequence + 1 WHERE sequence = 4",
    "DELETE FROM entries WHERE sequence = 4",
    "UPDATE entry_subjects SET sequence = 2 WHERE sequence = 4",
    "DELETE FROM entry_subjects",
    insert_numbered!("INSERT", "4"),
    insert_numbered!("INSERT", "6"),
    insert_numbered!("INSERT", "0"),
];

const REFUSED_EACH: [Statement; 2] = [
    Statement {
        sqlite: insert_numbered!("INSERT OR REPLACE", "4"),
        postgres: concat!(
            insert_numbered!("INSERT", "4"),
            " ON CONFLICT (sequence) DO UPDATE SET event = 'order.listed'"
        ),
    },
    Statement {
        sqlite: "REPLACE INTO entry_subjects SELECT sequence, subject_id FROM entry_subjects",
        postgres: "TRUNCATE entries, entry_subjects",
    },
];

/// A row of each table of evidence, and what must not become of it.
macro_rules! evidence {
    ($table:literal, $values:literal, $change:literal) => {
        (
            concat!("INSERT INTO ", $table, " VALUES ", $values),
            [
                concat!("UPDATE ", $table, " SET ", $change),
                concat!("DELETE FROM ", $table),
            ],
            Statement {
                sqlite: concat!("REPLACE INTO ", $table, " SELECT * FROM ", $table),
                postgres: concat!("TRUNCATE ", $table, " CASCADE"),
            },
        )
    };
}

const EVIDENCE: [(&str, [&str; 2], Statement); 6] = [
    evidence!(
        "tree_nodes",
        "(1, 0, (SELECT leaf FROM entries WHERE sequence = 1))",
        "position = 1"
    ),
    evidence!(
        "checkpoint_keys",
        "((SELECT request_id FROM entries WHERE sequence = 1), 'log', (SELECT leaf FROM entries WHERE sequence = 1), 0, 1)",
        "origin = 'other'"
    ),
    evidence!("checkpoints", "(2, 0, 'note', 1)", "note = ''"),
    evidence!(
        "checkpoint_deliveries",
        "(2, 'folder', 0, '', 1)",
        "destination = ''"
    ),
    evidence!("prunings", "(2, 0, 0, 1)", "through = 3"),
    evidence!(
        "pruned_leaves",
        "(1, (SELECT leaf FROM entries WHERE sequence = 1))",
        "sequence = 2"
    ),
];

async fn hold(store: &TestStore) {
    append_all(&AuditWriter::start(store.store.clone()), 4).await;
    let pool = store.plain().await;
    for text in REFUSED {
        assert!(run(&pool, text).await.is_err(), "{text}");
    }
    for text in REFUSED_EACH {
        if store.store.reader().engine() == Engine::Sqlite {
            // Without it a REPLACE deletes silently; the insert trigger alone must hold for the entries.
            run(&pool, "PRAGMA recursive_triggers = ON").await.unwrap();
        }
        assert!(run_each(&pool, text).await.is_err(), "{text:?}");
    }
    if store.store.reader().engine() == Engine::Sqlite {
        run(&pool, "PRAGMA recursive_triggers = OFF").await.unwrap();
        assert!(run_each(&pool, REFUSED_EACH[0]).await.is_err());
    }
    assert_eq!(whole(store.store.reader()).await.entries, 4);
}

#[tokio::test]
async fn no_statement_changes_or_removes_an_entry() {
    for store in stores().await {
        hold(&store).await;
    }
}

#[tokio::test]
async fn the_reader_cannot_append() {
    for store in stores().await {
        append_all(&AuditWriter::start(store.store.clone()), 4).await;
        assert!(
            run(store.store.reader(), insert_numbered!("INSERT", "5"))
                .await
                .is_err()
        );
    }
}

#[tokio::test]
async fn evidence_is_only_added() {
    for store in stores().await {
        append_all(&AuditWriter::start(store.store.clone()), 4).await;
        // Recursive triggers are off here, as with any tool that opens the file.
        let pool = store.plain().await;
        for (insert, changes, replace) in EVIDENCE {
            run(&pool, insert).await.unwrap();
            for text in changes {
                assert!(run(&pool, text).await.is_err(), "{text}");
            }
            assert!(run_each(&pool, replace).await.is_err(), "{replace:?}");
        }
    }
}

/// A temporary table of the same name comes before ours, unless a function says where it looks. It would open every way out.
const SHADOWED: [&str; 2] = [
    "CREATE TEMP TABLE prunings AS SELECT 9 AS through, 0 AS cutoff, 0 AS at, 9 AS audit_entry",
    "CREATE TEMP TABLE pruned_leaves AS SELECT sequence, leaf FROM public.entries",
];

#[tokio::test]
async fn no_table_put_in_front_of_ours_opens_a_way_out() {
    for store in stores().await {
        if store.store.reader().engine() == Engine::Sqlite {
            continue;
        }
        append_all(&AuditWriter::start(store.store.clone()), 4).await;
        // One connection, which alone sees its temporary tables. The entries are old enough to go.
        let pool = store.unprotected().await;
        run(&pool, "UPDATE entries SET at = 0").await.unwrap();
        run(&pool, "SET session_replication_role = origin")
            .await
            .unwrap();
        for text in SHADOWED {
            run(&pool, text).await.unwrap();
        }
        for text in [
            "DELETE FROM public.entry_subjects",
            "DELETE FROM public.entries",
            "SELECT prune_entries(1, 4)",
        ] {
            assert!(run(&pool, text).await.is_err(), "{text}");
        }
    }
}
