//! The administrator's export, from asking to the passphrase (A6, B4).

use crate::{
    harness::{Engine, TestApp, browser::Browser, log},
    pictures::look,
};

/// Asks for every order with the contact in clear, and stands on the step-up page.
async fn ask(browser: &Browser) {
    browser.open("/exports/new?data_set=orders").await;
    look(browser, "export-new").await;
    for field in ["name", "phone"] {
        let choice = format!("select[name='clarity_{field}']");
        browser.choose(&choice, "clear").await;
    }
    browser
        .fill("textarea[name=reason]", "出团前与地接社核对名单")
        .await;
    browser
        .click_to("form.stack button[type=submit]", "#approve")
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_needs_code_and_password_and_shows_its_passphrase_once() {
    let app = TestApp::spawn(Engine::Sqlite).await;
    let browser = Browser::start(&app).await;
    browser.log_in(&app, "admin").await;
    app.clock.advance(std::time::Duration::from_secs(61));
    let admin = app.description.person("admin").expect("an admin");
    let known = app.codes(&admin.phone).len();
    ask(&browser).await;
    look(&browser, "export-confirm").await;
    let page = browser.text().await;
    assert!(page.contains("60"), "the number of rows is named: {page}");

    let code = app.next_code(&admin.phone, known).await;
    browser.fill("input[name=code]", &code).await;
    browser
        .fill("input[name=password]", "not the password")
        .await;
    browser.click_to("button[form=approve]", ".error").await;
    browser.fill("input[name=code]", &code).await;
    browser.fill("input[name=password]", &admin.password).await;
    browser
        .click_to("button[form=approve]", "[aria-labelledby=deed]")
        .await;
    // The page follows the job by itself and shows the result.
    browser.wait_for("form[action$='/passphrase']").await;
    look(&browser, "export-ready").await;
    browser
        .click_to("form[action$='/passphrase'] button", "code.secret")
        .await;
    let passphrase = browser.text_of("code.secret").await;
    assert!(passphrase.len() >= 24, "{passphrase}");
    let place = browser.place().await;
    browser.open(place.trim_end_matches("/passphrase")).await;
    assert!(
        !browser.text().await.contains(&passphrase),
        "it is shown once"
    );
    assert!(!browser.has("form[action$='/passphrase']").await);
    browser.click("form[action$='/download'] button").await;
    // The page asks for itself again when the download has begun.
    browser.wait_until_gone("form[action$='/download']").await;
    browser.wait_for("[aria-labelledby=deed]").await;
    look(&browser, "export-downloaded").await;
    browser.open("/exports").await;
    look(&browser, "exports").await;

    let events: Vec<_> = log::entries_after(&app, 0)
        .await
        .into_iter()
        .map(|entry| entry.event)
        .collect();
    for event in [
        "export.asked",
        "export.refused",
        "export.approved",
        "export.passphrase_shown",
    ] {
        assert!(
            events.iter().any(|known| known == event),
            "{event} is recorded: {events:?}"
        );
    }
    browser.close().await;
    app.stop().await;
}
