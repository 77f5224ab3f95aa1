//! The administrator's export, from asking to the passphrase (A6, B4).

use fantoccini::Locator;

use crate::{
    harness::{Engine, TestApp, browser::Browser, log},
    pictures::look,
};

/// Asks for every order with the contact in clear, and stands on the step-up page.
async fn ask(browser: &Browser) {
    browser.open("/exports/new?data_set=orders").await;
    look(browser, "export-new").await;
    for field in ["name", "phone"] {
        let choice = browser
            .client
            .wait()
            .for_element(Locator::Css(&format!("select[name='clarity_{field}']")))
            .await;
        choice
            .expect("a choice")
            .select_by_value("clear")
            .await
            .expect("a value");
    }
    browser
        .fill("textarea[name=reason]", "出团前与地接社核对名单")
        .await;
    browser.click("form.stack button[type=submit]").await;
    browser.wait_for("#approve").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_needs_code_and_password_and_shows_its_passphrase_once() {
    let app = TestApp::spawn(Engine::Sqlite).await;
    let browser = Browser::start(&app).await;
    browser.log_in(&app, "admin").await;
    app.clock.advance(std::time::Duration::from_secs(61));
    ask(&browser).await;
    look(&browser, "export-confirm").await;
    let page = browser.text().await;
    assert!(page.contains("60"), "the number of rows is named: {page}");

    let admin = app.description.person("admin").expect("an admin");
    let code = app.newest_code(&admin.phone).expect("a code");
    browser.fill("input[name=code]", &code).await;
    browser
        .fill("input[name=password]", "not the password")
        .await;
    browser.click("button[form=approve]").await;
    browser.wait_for(".error").await;
    let code = app.newest_code(&admin.phone).expect("a code");
    browser.fill("input[name=code]", &code).await;
    browser.fill("input[name=password]", &admin.password).await;
    browser.click("button[form=approve]").await;
    // The page follows the job by itself and shows the result.
    browser.wait_for("form[action$='/passphrase']").await;
    look(&browser, "export-ready").await;
    browser.click("form[action$='/passphrase'] button").await;
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
    let fetched = Locator::XPath("//dt[text()='下载时间']");
    let fetched = browser.client.wait().for_element(fetched).await;
    fetched.expect("the new state");
    assert!(!browser.has("form[action$='/download']").await);
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
            "{event} is entered: {events:?}"
        );
    }
    browser.close().await;
    app.stop().await;
}
