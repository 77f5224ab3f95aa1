//! What each role does in a day, and what it finds.

use fantoccini::{Locator, key::Key};

use crate::harness::{Engine, TestApp, browser::Browser, log};

#[tokio::test(flavor = "multi_thread")]
async fn customer_service_finds_an_order_by_phone_and_reads_it() {
    let app = TestApp::spawn(Engine::Sqlite).await;
    let browser = Browser::start(&app).await;
    browser.log_in(&app, "customer_service").await;
    browser.open("/orders").await;
    let list = browser.text().await;
    assert!(
        list.contains("****") && list.contains('*'),
        "names and phones are masked"
    );

    // By keyboard: `/` searches, a whole phone number finds its orders and stays out of the address.
    let phone = app.some_travellers_phone();
    browser.press("/").await;
    browser.type_into_focus(&phone).await;
    browser
        .press_key_to(Key::Enter, "tbody a[href^='/orders/HF'], dl.facts")
        .await;
    let place = browser.place().await;
    assert!(!place.contains(&phone), "{place}");
    assert!(
        browser
            .text()
            .await
            .contains(&format!("{}****{}", &phone[..3], &phone[7..]))
    );

    browser.open("/orders").await;
    browser.press("j").await;
    browser.press_key_to(Key::Enter, "dl.facts").await;
    let detail = browser.text().await;
    assert!(detail.contains("HF"), "{detail}");
    assert!(
        browser.has("svg.watermark").await,
        "a watermark lies under personal data"
    );
    assert!(!detail.contains("证件号码显示"));
    browser.close().await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn finance_reconciles_payments_and_sees_nobody() {
    let app = TestApp::spawn(Engine::Sqlite).await;
    let browser = Browser::start(&app).await;
    browser.log_in(&app, "finance").await;
    browser.open("/payments?status=success").await;
    let list = browser.text().await;
    assert!(list.contains('¥') || list.contains("合计"), "{list}");
    assert!(!list.contains("****"), "not even a masked phone");
    let places = browser
        .client
        .find_all(Locator::Css(".places a"))
        .await
        .expect("the sidebar");
    for place in places {
        let href = place
            .attr("href")
            .await
            .expect("an attribute")
            .unwrap_or_default();
        assert!(
            ["/payments", "/exports"].contains(&href.as_str()),
            "finance has no place {href}"
        );
    }
    browser
        .click_to("tbody a[href^='/payments/']", "dl.facts")
        .await;
    browser.close().await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_auditor_follows_what_a_clerk_did() {
    let app = TestApp::spawn(Engine::Sqlite).await;
    let clerk = Browser::start(&app).await;
    clerk.log_in(&app, "customer_service").await;
    clerk.open("/orders").await;
    clerk
        .click_to("tbody a[href^='/orders/HF']", "dl.facts")
        .await;
    clerk.close().await;

    let browser = Browser::start(&app).await;
    browser.log_in(&app, "auditor").await;
    browser.open("/audit?event=order.viewed").await;
    browser
        .click_to("tbody a[href^='/audit/']", "dl.facts")
        .await;
    let entry = browser.text().await;
    assert!(
        entry.contains("order.viewed") || entry.contains("查看订单"),
        "{entry}"
    );
    browser.close().await;
    let events: Vec<_> = log::entries_after(&app, 0)
        .await
        .into_iter()
        .map(|entry| entry.event)
        .collect();
    assert!(
        events.iter().any(|event| event == "audit.entry_viewed"),
        "reading the log is recorded too"
    );
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_works_without_scripts() {
    let app = TestApp::spawn(Engine::Sqlite).await;
    let browser = Browser::start(&app).await;
    browser.without_scripts().await;
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
    let entries = log::entries_after(&app, 0).await;
    let sent = entries
        .iter()
        .find(|entry| entry.event == "login.code_sent")
        .expect("an entry");
    assert_eq!(
        sent.facts["transport"], "tls",
        "what no script encrypted is told apart"
    );
    browser.close().await;
    app.stop().await;
}
