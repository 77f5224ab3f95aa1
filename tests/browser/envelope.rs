//! Phone numbers and passwords leave the browser in envelopes (T6), and nothing of them stays in the page (F2).

use fantoccini::key::Key;

use crate::harness::{Engine, TestApp, browser::Browser, log};

/// The one POST to this path, and that it holds an envelope of this field.
fn envelope(posted: &[(String, String)], path: &str, field: &str) {
    let bodies: Vec<_> = posted
        .iter()
        .filter(|(to, _)| to == path)
        .map(|(_, body)| body)
        .collect();
    assert_eq!(bodies.len(), 1, "{path}: {posted:?}");
    assert!(
        bodies[0].contains(&format!("sealed.{field}=ey")),
        "{bodies:?}"
    );
    assert!(
        !bodies[0]
            .split('&')
            .any(|pair| pair.starts_with(&format!("{field}="))),
        "{bodies:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_posted_holds_no_phone_and_no_password() {
    let app = TestApp::spawn(Engine::Sqlite).await;
    let browser = Browser::start(&app).await;
    let admin = app.description.person("admin").expect("an admin");
    let traveller = app.some_travellers_phone();

    browser.log_in(&app, "admin").await;
    browser.open("/orders").await;
    browser.fill("input[name=search]", &traveller).await;
    browser
        .press_key_to(Key::Enter, "tbody a[href^='/orders/HF']")
        .await;
    let place = browser.place().await;
    assert!(
        place.starts_with("/orders?traveller="),
        "it was understood: {place}"
    );
    // The step-up of an export.
    app.clock.advance(std::time::Duration::from_secs(61));
    browser.open("/exports/new?data_set=payments").await;
    browser
        .fill("textarea[name=reason]", "与银行核对本月到账")
        .await;
    let known = app.codes(&admin.phone).len();
    browser
        .click_to("form.stack button[type=submit]", "#approve")
        .await;
    let confirm = browser.place().await;
    let code = app.next_code(&admin.phone, known).await;
    browser.fill("input[name=code]", &code).await;
    browser.fill("input[name=password]", &admin.password).await;
    browser
        .click_to("button[form=approve]", "[aria-labelledby=deed]")
        .await;
    browser.wait_for("form[action$='/passphrase']").await;

    let posted = browser.posted().await;
    envelope(&posted, "/login", "phone");
    envelope(&posted, "/login/password", "password");
    envelope(&posted, "/orders/search", "search");
    envelope(&posted, &confirm, "password");
    for (path, body) in &posted {
        for value in [&admin.phone, &traveller, &admin.password] {
            assert!(!body.contains(value.as_str()), "{path}: {body}");
        }
    }
    let entries = log::entries_after(&app, 0).await;
    for event in [
        "login.code_sent",
        "login.succeeded",
        "order.searched",
        "export.approved",
    ] {
        let entry = entries
            .iter()
            .find(|entry| entry.event == event)
            .expect(event);
        assert_eq!(entry.facts["transport"], "envelope", "{event}");
    }
    browser.close().await;
    app.stop().await;
}

/// Takes part in the page's second submit, the one with the envelope, and stops it there.
const STOP_BEFORE_LEAVING: &str = "addEventListener('submit', (event) => { if (event.defaultPrevented) return; \
    event.preventDefault(); window.stopped = Object.fromEntries(new FormData(event.target)); });";

#[tokio::test(flavor = "multi_thread")]
async fn the_plain_field_is_emptied_before_the_form_is_sent() {
    let app = TestApp::spawn(Engine::Sqlite).await;
    let browser = Browser::start(&app).await;
    browser.before_every_page(STOP_BEFORE_LEAVING).await;
    browser.open("/login").await;
    browser.fill("input[name=phone]", "14200000001").await;
    browser.click("main form.form button[type=submit]").await;
    browser.wait_for("input[name='sealed.phone']").await;
    let state = browser
        .client
        .execute(
            "const phone = document.querySelector('input[name=phone]'); \
             return [phone.value, phone.disabled, Object.keys(window.stopped ?? {}).sort().join()];",
            Vec::new(),
        )
        .await
        .expect("a script");
    assert_eq!(state, serde_json::json!(["", true, "csrf,sealed.phone"]));
    browser.close().await;
    app.stop().await;
}
