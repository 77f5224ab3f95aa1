//! An entry that the database refuses fails alone.

use futures_util::future::join_all;
use tokio::task::unconstrained;

use super::{
    entry,
    stores::{TestStore, run_each, stores},
    whole,
};
use crate::kernel::{
    audit::{AuditUnavailable, AuditWriter},
    db::{Engine, Statement},
};

const POISONED: &str = "order.poisoned";

/// The types leave no entry that the tables refuse, so the tables are made to refuse one.
const REFUSING: [Statement; 2] = [
    Statement {
        sqlite: "CREATE TABLE refused (event TEXT CHECK (event <> 'order.poisoned')) STRICT",
        postgres: "ALTER TABLE entries ADD CONSTRAINT refused CHECK (event <> 'order.poisoned')",
    },
    Statement {
        sqlite: "CREATE TRIGGER refused BEFORE INSERT ON entries BEGIN INSERT INTO refused VALUES (NEW.event); END",
        postgres: "",
    },
];

/// Fifty entries at once, of which number 25 cannot be stored.
async fn one_of_fifty(store: &TestStore, event: &'static str) {
    let writer = AuditWriter::start(store.store.clone());
    let appended = join_all((1..=50).map(|number| {
        let mut entry = entry(number);
        if number == 25 {
            entry.event = event;
        }
        writer.append(entry)
    }));
    let mut answers = unconstrained(appended).await;
    assert_eq!(answers.remove(24), Err(AuditUnavailable));
    let numbers: Result<Vec<_>, _> = answers.into_iter().collect();
    assert_eq!(numbers, Ok((1..=49).collect()));
    assert_eq!(whole(store.store.reader()).await.entries, 49);
    let health = writer.health();
    assert_eq!((health.appended(), health.not_written()), (49, 1));

    // It says nothing of the store, though it came last.
    let mut last = entry(50);
    last.event = event;
    assert_eq!(writer.append(last).await, Err(AuditUnavailable));
    assert!(health.is_available());
}

#[tokio::test]
async fn an_entry_that_breaks_a_check_fails_alone() {
    for store in stores().await {
        let owner = store.plain().await;
        for statement in REFUSING {
            run_each(&owner, statement).await.unwrap();
        }
        one_of_fifty(&store, POISONED).await;
    }
}

/// PostgreSQL takes no NUL in a text.
#[tokio::test]
async fn an_entry_that_no_type_takes_fails_alone() {
    for store in stores().await {
        if store.store.reader().engine() == Engine::Postgres {
            one_of_fifty(&store, "order.\0").await;
        }
    }
}
