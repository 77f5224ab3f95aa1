//! A flood is refused before the guard and leaves one entry, not one a request (A7).

use std::num::NonZeroU32;

use http::StatusCode;
use hufu::kernel::audit::Outcome;

use crate::harness::{Engine, TestApp, log};

async fn flood(engine: Engine) {
    let app = TestApp::spawn_with(engine, 1, |config| {
        config.door.requests_per_second = NonZeroU32::MIN;
    })
    .await;
    let mut stranger = app.visitor();
    let mut refused: i64 = 0;
    let mut answered = 0;
    for _ in 0..200 {
        let page = stranger.get("/orders").await;
        match page.status.as_u16() {
            429 => {
                refused += 1;
                assert!(page.text.contains("操作过于频繁"), "{}", page.text);
            }
            _ => answered += 1,
        }
    }
    assert!(answered >= 10, "ten at once are no flood");
    assert!(refused >= 100, "only {refused} of 200 were refused");
    // Static files show nothing and leave no entry.
    assert_eq!(stranger.get("/static/app.css").await.status, StatusCode::OK);

    app.kernel().jobs().notify();
    let summary = log::awaited(&app, 0, "flood.refused").await;
    assert_eq!(summary.outcome, Outcome::Denied);
    assert_eq!(summary.count, Some(refused));
    let denied = log::entries_after(&app, 0)
        .await
        .into_iter()
        .filter(|entry| entry.event == "access.denied")
        .count();
    assert_eq!(denied, answered, "what was let in is recorded one by one");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_leaves_one_entry_on_sqlite() {
    flood(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_leaves_one_entry_on_postgres() {
    flood(Engine::Postgres).await;
}
