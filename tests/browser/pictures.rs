//! Every page in both languages, light and dark, wide and narrow: nothing overflows, no word is missing. The pictures are
//! left in `target/pictures` to be looked at.

use std::path::Path;

use hufu::{
    features::keys::api::{KeysRotate, KeysTurn, begin, turn_next},
    kernel::{authz::Grant, vault::Rotation},
};

use crate::harness::{
    Engine, TestApp,
    browser::{Browser, View},
};

const VIEWS: [View; 4] = [
    View {
        width: 1280,
        height: 900,
        dark: false,
    },
    View {
        width: 1280,
        height: 900,
        dark: true,
    },
    View {
        width: 390,
        height: 844,
        dark: false,
    },
    View {
        width: 390,
        height: 844,
        dark: true,
    },
];

/// What is wrong with the page's layout or words, if anything.
const CHECK: &str = "
    const wrong = [];
    const wide = document.documentElement.scrollWidth;
    // A narrow screen zooms out rather than scroll, so the window's own width tells nothing.
    if (wide > arguments[0] + 1) wrong.push('it overflows to ' + wide);
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) { if (walker.currentNode.data.trim() === '?' && !walker.currentNode.parentElement.closest('kbd')) wrong.push('a word is missing'); }
    for (const field of document.querySelectorAll('input:not([type=hidden]), select, textarea'))
        if (!field.labels?.length && !field.getAttribute('aria-label')) wrong.push('a field without a label: ' + field.name);
    if (document.querySelectorAll('h1').length !== 1) wrong.push('not one h1');
    return wrong.join('; ');";

async fn look_at(browser: &Browser, name: &str, path: &str) {
    for locale in ["zh-CN", "en"] {
        browser.speak(locale).await;
        for view in VIEWS {
            browser.look(view).await;
            browser.open(path).await;
            check(browser, &format!("{name}-{locale}"), view).await;
        }
    }
    browser.speak("zh-CN").await;
}

/// Takes the page as it stands, without leaving it, in every view.
pub async fn look(browser: &Browser, name: &str) {
    for view in VIEWS {
        browser.look(view).await;
        check(browser, &format!("{name}-zh-CN"), view).await;
    }
    browser.look(VIEWS[0]).await;
}

/// Nothing overflows, no word is missing; then a picture.
async fn check(browser: &Browser, name: &str, view: View) {
    let scheme = if view.dark { "dark" } else { "light" };
    let picture = format!("{name}-{scheme}-{}.png", view.width);
    let wrong = browser
        .client
        .execute(CHECK, vec![view.width.into()])
        .await
        .expect("a script");
    assert_eq!(wrong, serde_json::json!(""), "{picture}");
    let error_meant = name.starts_with("error-");
    assert_eq!(browser.has("body.fault").await, error_meant, "{picture}");
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("target/pictures")
        .join(&picture);
    browser.picture(&file).await;
}

/// Something for the log to tell: reading, revealing, a denial, a failure.
async fn a_clerks_morning(app: &TestApp) {
    let mut clerk = app.login("customer_service").await;
    let list = clerk.get("/orders").await;
    let order = list
        .text
        .split("href=\"/orders/HF")
        .nth(1)
        .and_then(|rest| rest.split_once('"'));
    let order = format!("/orders/HF{}", order.expect("an order").0);
    clerk.get(&order).await;
    clerk
        .post(
            &format!("{order}/reveal-contact"),
            &[("reason", "旅客来电核对联系方式")],
        )
        .await;
    clerk.get("/audit").await;
    clerk.get("/orders/HF202601010000009").await;
}

/// Logs in as `role` and looks at these pages; a path that begins with `a[` is the link to follow from the page before.
async fn tour(role: &str, pages: &[(&str, &str)]) {
    let app = TestApp::spawn_with(Engine::Sqlite, 200, |_| {}).await;
    a_clerks_morning(&app).await;
    let browser = Browser::start(&app).await;
    if role != "visitor" {
        // The clerk's code was sent a moment ago; the pause between two sends is a minute.
        app.clock.advance(std::time::Duration::from_secs(61));
        browser.log_in(&app, role).await;
    }
    for (name, path) in pages {
        let path = match path.strip_prefix("follow ") {
            Some(selector) => browser.link(selector).await,
            None => (*path).to_owned(),
        };
        look_at(&browser, name, &path).await;
    }
    browser.close().await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn before_login() {
    tour(
        "visitor",
        &[
            ("login", "/login"),
            ("demo-phone", "/demo/phone"),
            ("error-not-found", "/nowhere"),
            ("login-after-denial", "/orders/HF202601010000001"),
        ],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn customer_service() {
    tour(
        "customer_service",
        &[
            (
                "orders-empty",
                "/orders?status=refunded&channel=agent&from=2020-01-01&to=2020-01-02",
            ),
            ("orders", "/orders"),
            ("order", "follow tbody a[href^='/orders/HF']"),
            ("error-order-missing", "/orders/HF202601010000009"),
            ("error-forbidden", "/audit"),
        ],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn finance() {
    tour(
        "finance",
        &[
            ("payments", "/payments"),
            ("payment", "follow tbody a[href^='/payments/']"),
        ],
    )
    .await;
}

/// Keys after a rotation, and every page while the key service is away.
#[tokio::test(flavor = "multi_thread")]
async fn keys() {
    let app = TestApp::spawn_with(Engine::Sqlite, 60, |_| {}).await;
    let rotation = Grant::<KeysRotate>::operator(app.kernel()).await;
    begin(rotation.expect("a grant"), Rotation::Wrapping)
        .await
        .expect("beginning");
    let turning = Grant::<KeysTurn>::operator(app.kernel()).await;
    let turning = turning.expect("a grant");
    while turn_next(&turning).await.expect("a step") {}
    let browser = Browser::start(&app).await;
    browser.log_in(&app, "admin").await;
    look_at(&browser, "keys", "/keys").await;
    app.key_service.go_away();
    app.kernel().vault().check().await.expect("a check");
    look_at(&browser, "keys-away", "/keys").await;
    look_at(&browser, "orders-away", "/orders").await;
    browser.close().await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn auditor() {
    tour(
        "auditor",
        &[
            (
                "audit-empty",
                "/audit?outcome=failed&kind=order&resource=HF202601010000009",
            ),
            ("audit", "/audit"),
            ("audit-days", "/audit/days"),
            ("audit-filtered", "/audit?event=order.contact_revealed"),
            ("audit-entry", "follow tbody a[href^='/audit/']"),
            ("audit-staff", "follow a[href^='/audit/staff/']"),
            ("audit-traveller", "follow a[href^='/audit/travellers/']"),
            ("audit-address", "/audit/addresses/127.0.0.1"),
            (
                "audit-traveller-empty",
                "/audit/travellers/019aae1e-0000-7000-8000-0000a1b2c3d4",
            ),
            ("audit-events", "/audit/events"),
        ],
    )
    .await;
}
