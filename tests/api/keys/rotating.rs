//! Keys are exchanged while people work; what is cut off is completed; other instances go on.

use std::time::Duration;

use hufu::{
    features::keys::api::{KeysRotate, begin},
    kernel::{
        authz::Grant,
        failure::Failure,
        vault::{KeyStatus, Rotation},
    },
};

use super::{go_on, opens, rotate};
use crate::{
    harness::{TestApp, log, sql, waiting::until},
    on_each_engine,
    seeded::Seeded,
};

const A_DAY: Duration = Duration::from_secs(24 * 3_600);

async fn status(app: &TestApp) -> KeyStatus {
    app.kernel().vault().status().await.expect("a status")
}

fn versions(status: &KeyStatus, purpose: &str) -> Vec<(i64, i64, bool)> {
    let of = status
        .versions
        .iter()
        .filter(|version| version.purpose.as_str() == purpose);
    of.map(|version| {
        (
            version.version,
            version.data_keys,
            version.retired_at.is_some(),
        )
    })
    .collect()
}

async fn a_new_wrapping_key_wraps_everything_and_the_old_one_goes_later(app: &TestApp) {
    let seeded = Seeded::of(app);
    // The server's own job may be at it at the same time: that is part of the test.
    let second = app.second().await;
    let mut there = app.login_at(&second, "admin").await;
    let keys = status(app).await.data_keys;
    assert!(keys > 30);
    let before = log::head(app).await;

    rotate(app.kernel(), Rotation::Wrapping).await;
    go_on(app.kernel()).await;
    let turned = status(app).await;
    assert_eq!(turned.left, 0);
    assert_eq!(
        versions(&turned, "data_keys"),
        [(1, 0, true), (2, keys, false)]
    );
    // The other instance knew version 1 only.
    opens(&mut there, app, &seeded, 5).await;
    let mut here = app.login("customer_service").await;
    opens(&mut here, app, &seeded, 6).await;

    let entries = log::entries_after(app, before).await;
    let count = |event: &str| entries.iter().filter(|entry| entry.event == event).count();
    assert_eq!(count("keys.rotated"), 1);
    assert!(count("keys.rewrapped") >= 1 && count("keys.turned") >= 1);
    let rewrapped = entries
        .iter()
        .find(|entry| entry.event == "keys.rewrapped")
        .expect("an entry");
    assert_eq!(
        (rewrapped.count, rewrapped.subject_count),
        (Some(keys), 0),
        "nobody's part was opened"
    );

    app.clock.advance(A_DAY);
    go_on(app.kernel()).await;
    let finished = status(app).await;
    assert_eq!(versions(&finished, "data_keys"), [(2, keys, false)]);
    assert!(finished.rotations[0].finished_at.is_some());
    let mut here = app.login("customer_service").await;
    opens(&mut here, app, &seeded, 7).await;
    second.handle.stop(false).await;
}

async fn what_is_cut_off_is_completed_by_the_server(app: &TestApp) {
    app.clock.advance(Duration::from_secs(1));
    // Nobody can take a step meanwhile, the server neither.
    app.key_service.go_away();
    app.kernel().vault().check().await.expect("a check");
    rotate(app.kernel(), Rotation::Data).await;
    let grant = Grant::<KeysRotate>::operator(app.kernel())
        .await
        .expect("a grant");
    assert_eq!(
        begin(grant, Rotation::Data).await,
        Err(Failure::Conflict),
        "one at a time"
    );
    assert_eq!(status(app).await.rotations[0].done, 0);
    app.key_service.come_back();
    app.kernel().vault().check().await.expect("a check");
    app.kernel().jobs().notify();
    let done = until("the end of the rotation", async || {
        let status = status(app).await;
        match status.rotations[0].turned_at {
            Some(_) => Ok(status),
            None => Err(status.rotations[0].done),
        }
    })
    .await;
    assert_eq!(done.rotations[0].done, done.rotations[0].total);
}

async fn a_wrapping_key_in_use_cannot_go_and_one_that_is_gone_wraps_nothing(app: &TestApp) {
    let keys = &app.config.stores.keys;
    let deleted = sql::execute(
        keys,
        "DELETE FROM wrapping_keys WHERE purpose = 'data_keys'",
        &[],
    )
    .await;
    assert!(deleted.is_err());
    let moved = sql::execute(keys, "UPDATE data_keys SET key_version = 7", &[]).await;
    assert!(moved.is_err());
}

async fn new_data_keys_seal_everything_anew_and_a_crash_loses_nothing(app: &TestApp) {
    let seeded = Seeded::of(app);
    let stores = app.config.stores.clone();
    let mut clerk = app.login("customer_service").await;
    opens(&mut clerk, app, &seeded, 3).await;
    let subjects = status(app).await.data_keys;
    // Newest data keys must be older than the rotation to be exchanged by it.
    app.clock.advance(Duration::from_secs(1));
    sql::execute(
        &stores.vault,
        "CREATE TABLE saved AS SELECT * FROM parts",
        &[],
    )
    .await
    .expect("a copy");
    rotate(app.kernel(), Rotation::Data).await;
    go_on(app.kernel()).await;
    assert_eq!(
        status(app).await.data_keys,
        2 * subjects,
        "both versions are kept for now"
    );
    opens(&mut clerk, app, &seeded, 3).await;

    // As after a crash between the stores: the new keys are there, the parts are as they were, nothing is noted.
    sql::execute(
        &stores.vault,
        "UPDATE parts SET blob = (SELECT s.blob FROM saved s WHERE s.subject_id = parts.subject_id \
             AND s.record_id = parts.record_id AND s.part = parts.part)",
        &[],
    )
    .await
    .expect("the old parts");
    opens(&mut clerk, app, &seeded, 4).await;
    sql::execute(
        &stores.keys,
        "UPDATE rotations SET turned_at = NULL, done = 0",
        &[],
    )
    .await
    .expect("not noted");
    let nil = [uuid::Uuid::nil()];
    sql::execute(&stores.keys, "UPDATE rotations SET reached = $1", &nil)
        .await
        .expect("not noted");
    go_on(app.kernel()).await;
    assert_eq!(
        status(app).await.data_keys,
        2 * subjects,
        "no third version"
    );
    let same = "SELECT COUNT(*) FROM parts p JOIN saved s ON s.subject_id = p.subject_id AND s.record_id = p.record_id \
                    AND s.part = p.part AND s.blob = p.blob";
    assert_eq!(
        sql::number(&stores.vault, same, &[]).await,
        0,
        "every part is sealed anew"
    );

    app.clock.advance(A_DAY);
    // A straggler: one part is still under the old key when its time comes.
    sql::execute(
        &stores.vault,
        "UPDATE parts SET blob = (SELECT s.blob FROM saved s WHERE s.subject_id = parts.subject_id \
             AND s.record_id = parts.record_id AND s.part = parts.part) WHERE part = 'contact'",
        &[],
    )
    .await
    .expect("stragglers");
    go_on(app.kernel()).await;
    let finished = status(app).await;
    assert_eq!(finished.data_keys, subjects);
    assert!(finished.rotations[0].finished_at.is_some());
    let mut clerk = app.login("customer_service").await;
    for at in [3, 4, 30] {
        opens(&mut clerk, app, &seeded, at).await;
    }
}

async fn two_instances_may_take_the_same_step(app: &TestApp) {
    let seeded = Seeded::of(app);
    app.clock.advance(Duration::from_secs(1));
    let other =
        hufu::app::open_kernel_with(&app.config, app.clock.clone(), app.key_service.clone()).await;
    let other = other.expect("another process");
    for rotation in Rotation::ALL {
        rotate(app.kernel(), rotation).await;
        // The server's own job is a third: it may have taken every step before these two look.
        tokio::join!(go_on(app.kernel()), go_on(&other));
    }
    let done = status(app).await;
    assert!(done.left == 0 && done.rotations.iter().all(|row| row.turned_at.is_some()));
    let mut clerk = app.login("customer_service").await;
    for at in 0..10 {
        opens(&mut clerk, app, &seeded, at).await;
    }
}

async fn a_new_index_key_finds_everybody_throughout(app: &TestApp) {
    let seeded = Seeded::of(app);
    let vault = &app.config.stores.vault;
    let second = app.second().await;
    let mut there = app.login_at(&second, "admin").await;
    let all = sql::number(vault, "SELECT COUNT(*) FROM blind_indexes", &[]).await;
    rotate(app.kernel(), Rotation::Index).await;
    let mut here = app.login("customer_service").await;
    opens(&mut here, app, &seeded, 2).await;
    go_on(app.kernel()).await;
    let of_version = "SELECT COUNT(*) FROM blind_indexes WHERE key_version = 2";
    assert_eq!(
        sql::number(vault, of_version, &[]).await,
        all,
        "everybody is found by the new key"
    );
    opens(&mut here, app, &seeded, 2).await;
    // It may not know the new key yet: the old digests are still there.
    opens(&mut there, app, &seeded, 2).await;

    app.clock.advance(A_DAY);
    go_on(app.kernel()).await;
    assert_eq!(
        sql::number(vault, "SELECT COUNT(*) FROM blind_indexes", &[]).await,
        all
    );
    assert_eq!(
        versions(&status(app).await, "blind_indexes"),
        [(2, 0, false)]
    );
    // A login finds the staff's phone, too, and the fingerprints under their own key still compare.
    let mut here = app.login("customer_service").await;
    opens(&mut here, app, &seeded, 2).await;
    second.handle.stop(false).await;
}

on_each_engine! {
    with_app:
    a_new_wrapping_key_wraps_everything_and_the_old_one_goes_later
    what_is_cut_off_is_completed_by_the_server
    a_wrapping_key_in_use_cannot_go_and_one_that_is_gone_wraps_nothing
    new_data_keys_seal_everything_anew_and_a_crash_loses_nothing
    two_instances_may_take_the_same_step
    a_new_index_key_finds_everybody_throughout
}
