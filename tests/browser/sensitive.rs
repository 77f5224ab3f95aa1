//! Revealed values go by themselves, and forms are emptied when going back (F1, F2).

use hufu::kernel::audit::StoredEntry;

use crate::harness::{Engine, TestApp, browser::Browser, log};

/// Keeps the page's long timers, so that the test can let the time pass at once.
const KEEP_TIMERS: &str = "window.timers = []; const later = window.setTimeout; \
    window.setTimeout = (act, wait) => wait >= 30000 ? window.timers.push({ act, wait }) : later(act, wait);";
const LET_THIRTY_SECONDS_PASS: &str = "const due = window.timers.filter((timer) => timer.wait === 30000); due.forEach((timer) => timer.act()); return due.length;";

async fn evaluate(browser: &Browser, script: &str) -> serde_json::Value {
    browser
        .client
        .execute(script, Vec::new())
        .await
        .expect("a script")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revealed_phone_hides_itself_and_is_stored_nowhere() {
    let app = TestApp::spawn(Engine::Sqlite).await;
    let browser = Browser::start(&app).await;
    browser.before_every_page(KEEP_TIMERS).await;
    browser.log_in(&app, "customer_service").await;
    browser.open("/orders").await;
    browser
        .click_to("tbody a[href^='/orders/HF']", "details.reveal")
        .await;
    browser.click("details.reveal summary").await;
    browser
        .fill("textarea[name=reason]", "旅客来电核对联系方式")
        .await;
    browser
        .click_to(".reveal-form button", "[data-revealed-value]")
        .await;
    let shown = browser.text_of("[data-revealed-value]").await;
    assert!(shown.contains("14"), "the number is shown once: {shown}");
    let place = browser.place().await;
    assert!(
        !place.contains("reveal"),
        "reloading shows the order: {place}"
    );
    let boxes = evaluate(
        &browser,
        "return document.querySelectorAll('[data-revealed]').length;",
    )
    .await;
    assert_eq!(
        evaluate(&browser, LET_THIRTY_SECONDS_PASS).await,
        boxes,
        "each has its thirty seconds"
    );
    assert!(
        !browser.has("[data-revealed-value]").await,
        "it went by itself"
    );

    let stored = evaluate(
        &browser,
        "return localStorage.length + sessionStorage.length;",
    )
    .await;
    assert_eq!(
        stored,
        serde_json::json!(0),
        "nothing is kept in the browser"
    );

    browser.client.refresh().await.expect("the order");
    browser.wait_for("details.reveal").await;
    assert!(!browser.has("[data-revealed]").await);
    let entries = log::entries_after(&app, 0).await;
    let revealed = |entry: &&StoredEntry| entry.event == "order.contact_revealed";
    assert_eq!(
        entries.iter().filter(revealed).count(),
        1,
        "and reveals nothing again"
    );
    browser.close().await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn going_back_finds_the_form_empty() {
    let app = TestApp::spawn(Engine::Sqlite).await;
    let browser = Browser::start(&app).await;
    browser.open("/login").await;
    browser.fill("input[name=phone]", "14200000001").await;
    browser
        .click_to("main form.form button[type=submit]", "input[name=code]")
        .await;
    browser.client.back().await.expect("back");
    browser.wait_for("main form.form input[name=phone]").await;
    let value = evaluate(
        &browser,
        "return document.querySelector('input[name=phone]').value;",
    )
    .await;
    assert_eq!(value, serde_json::json!(""));
    browser.close().await;
    app.stop().await;
}
