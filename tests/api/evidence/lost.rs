//! An audit store that was taken away, put back to an earlier state or exchanged: Hufu knows it by what it remembers beside it.

use std::time::Duration;

use hufu::{
    base::clock::Clock,
    config::StoreLocation,
    kernel::{
        authz::Grant,
        evidence::{CheckpointMake, make, make_due},
    },
};

use crate::{
    harness::{Engine, databases, log, office::Office, sql},
    on_each_engine,
};

async fn office(engine: Engine) -> Office {
    Office::open(engine, Clock::system().now(), |_| {}).await
}

async fn signed(office: &Office) -> i64 {
    let grant = Grant::<CheckpointMake>::operator(&office.kernel).await;
    let checkpoint = make(grant.expect("a grant")).await;
    checkpoint.expect("a checkpoint").size()
}

/// A store where nothing is yet.
async fn empty(office: &Office, engine: Engine) -> StoreLocation {
    match engine {
        Engine::Sqlite => StoreLocation::Sqlite(office.folder().join("another.sqlite")),
        Engine::Postgres => databases::postgres().await.audit,
    }
}

async fn why_not(office: &mut Office) -> String {
    let refused = office.try_restart().await;
    refused.expect_err("another log").to_string()
}

async fn a_log_that_is_not_the_one_that_was_signed_is_not_gone_on_with(engine: Engine) {
    let mut office = office(engine).await;
    office.append(20).await;
    let size = signed(&office).await;
    office.restart().await;
    office.append(5).await;
    let own = office.config.stores.audit.clone();
    let entries = log::entries_in(&own, 0).await.len();

    office.config.stores.audit = empty(&office, engine).await;
    let why = why_not(&mut office).await;
    assert!(
        why.contains(&format!("has 0 entries, and {size} of the log")),
        "{why}"
    );
    assert!(why.contains("audit.name"), "what there is to do: {why}");
    match &office.config.stores.audit {
        // What is left of the one that was taken away is not touched.
        StoreLocation::Sqlite(file) => assert!(!file.exists(), "nothing is made"),
        made => assert!(
            log::entries_in(made, 0).await.is_empty(),
            "nothing is recorded"
        ),
    }

    let other = self::office(engine).await;
    other.append(40).await;
    office.config.stores.audit = other.config.stores.audit.clone();
    let why = why_not(&mut office).await;
    assert!(
        why.contains(&format!(
            "the first {size} entries of the audit store are not those"
        )),
        "{why}"
    );

    office.config.stores.audit = own.clone();
    office.restart().await;
    assert!(signed(&office).await > entries as i64);
}

/// What is lost for good cannot go on under its name.
async fn a_new_name_begins_a_new_log(engine: Engine) {
    let mut office = office(engine).await;
    office.append(20).await;
    signed(&office).await;
    office.config.stores.audit = empty(&office, engine).await;
    why_not(&mut office).await;
    office.config.evidence.name = Some("log.example/second".to_owned());
    office.restart().await;
    office.append(2).await;
    let size = signed(&office).await;
    office.restart().await;
    assert!(size < 20);
    let other = office.config.evidence.name.clone();
    // The memory of the first stays.
    office.config.evidence.name = None;
    why_not(&mut office).await;
    office.config.evidence.name = other;

    // A size that runs ahead of its note would keep later checkpoints from being remembered.
    let text = "UPDATE signed_logs SET size = 9000000000 WHERE size < 20";
    let business = office.config.stores.business.clone();
    sql::execute(&business, text, &[]).await.expect("a change");
    let grant = Grant::<CheckpointMake>::operator(&office.kernel).await;
    assert!(make(grant.expect("a grant")).await.is_err());
    assert!(why_not(&mut office).await.contains("is no checkpoint"));
}

/// A business store from before: the log is longer, and what it forgot is remembered anew, however young the last checkpoint is.
async fn what_was_forgotten_is_remembered_anew(engine: Engine) {
    let mut office = office(engine).await;
    office.append(3).await;
    signed(&office).await;
    let hour = Duration::from_secs(60 * 60);
    assert_eq!(make_due(&office.kernel, hour).await, Ok(None));
    let business = office.config.stores.business.clone();
    let guard = match engine {
        Engine::Sqlite => "DROP TRIGGER signed_logs_no_delete",
        Engine::Postgres => "DROP TRIGGER signed_logs_no_delete ON signed_logs",
    };
    for text in ["DELETE FROM signed_logs", "UPDATE signed_logs SET size = 1"] {
        assert!(sql::execute(&business, text, &[]).await.is_err(), "{text}");
    }
    for text in [guard, "DELETE FROM signed_logs"] {
        sql::execute(&business, text, &[])
            .await
            .expect("forgetting");
    }
    office.restart().await;
    let made = make_due(&office.kernel, hour).await.expect("a checkpoint");
    let size = made.expect("one more").size();
    let known = sql::number(&business, "SELECT size FROM signed_logs", &[]).await;
    assert_eq!(known, size);
    assert_eq!(make_due(&office.kernel, hour).await, Ok(None));
}

on_each_engine! {
    a_log_that_is_not_the_one_that_was_signed_is_not_gone_on_with
    a_new_name_begins_a_new_log
    what_was_forgotten_is_remembered_anew
}
