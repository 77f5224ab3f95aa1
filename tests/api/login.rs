//! Logging in (A1, A2): codes, tries, caps, and that unknown numbers look the same.

use std::time::Duration;

use hufu::kernel::authz::PolicySource;

use crate::{
    harness::{Client, Engine, Page, TestApp, log},
    on_each_engine,
};

const UNKNOWN: &str = "14399999999";

async fn ask(client: &mut Client, phone: &str) -> Page {
    client.get("/login").await;
    client.post("/login", &[("phone", phone)]).await
}

async fn give(client: &mut Client, code: &str) -> Page {
    client.get("/login/code").await;
    client.post("/login/code", &[("code", code)]).await
}

fn wrong(code: &str) -> &'static str {
    if code == "000000" { "000001" } else { "000000" }
}

async fn customer_service_needs_a_code_and_admin_a_password_too(app: &TestApp) {
    let clerk = app.description.person("customer_service").expect("a clerk");
    let mut client = app.visitor();
    ask(&mut client, &clerk.phone).await;
    let code = app.next_code(&clerk.phone, 0).await;
    assert_eq!(give(&mut client, &code).await.location(), "/");
    assert_eq!(client.get("/orders").await.status.as_u16(), 200);

    let admin = app.description.person("admin").expect("an admin");
    let mut client = app.visitor();
    ask(&mut client, &admin.phone).await;
    let code = app.next_code(&admin.phone, 0).await;
    assert_eq!(give(&mut client, &code).await.location(), "/login/password");
    assert_eq!(
        client.get("/orders").await.status.as_u16(),
        403,
        "half a login is none"
    );
    client.get("/login/password").await;
    let refused = client
        .post("/login/password", &[("password", "not the password")])
        .await;
    assert_eq!(refused.status.as_u16(), 422);
    let accepted = client
        .post("/login/password", &[("password", &admin.password)])
        .await;
    assert_eq!(accepted.location(), "/", "{}", accepted.text);
    assert_eq!(client.get("/orders").await.status.as_u16(), 200);
}

/// A role is lines of the policy: whoever inherits what asks for a second factor is asked for it, whatever the role is called.
async fn a_role_that_inherits_admin_needs_a_password_too(engine: Engine) {
    let folder = tempfile::tempdir().expect("a folder");
    let source = PolicySource::embedded();
    let policy = format!("{}g, manager, admin\n", source.policy);
    for (name, text) in [
        ("model.conf", source.model.as_str()),
        ("policy.csv", &policy),
        ("never.csv", &source.never),
    ] {
        std::fs::write(folder.path().join(name), text).expect("writing");
    }
    let app = TestApp::spawn_with(engine, 1, |config| {
        config.policy.directory = Some(folder.path().to_owned());
    })
    .await;
    let manager = app.hire("manager").await;
    let mut client = app.visitor();
    ask(&mut client, &manager.phone).await;
    let code = app.next_code(&manager.phone, 0).await;
    assert_eq!(give(&mut client, &code).await.location(), "/login/password");
    assert_eq!(client.get("/orders").await.status.as_u16(), 403);
    client.get("/login/password").await;
    let password = [("password", manager.password.as_str())];
    let accepted = client.post("/login/password", &password).await;
    assert_eq!(accepted.location(), "/", "{}", accepted.text);
    assert_eq!(client.get("/orders").await.status.as_u16(), 200);
    app.stop().await;
}

on_each_engine! {
    a_role_that_inherits_admin_needs_a_password_too
}

async fn an_unknown_number_looks_the_same(app: &TestApp) {
    let clerk = &app
        .description
        .person("customer_service")
        .expect("a clerk")
        .phone;
    let (mut known, mut unknown) = (app.visitor(), app.visitor());
    let (a, b) = (
        ask(&mut known, clerk).await,
        ask(&mut unknown, UNKNOWN).await,
    );
    assert_eq!((a.status, a.location()), (b.status, b.location()));
    assert!(
        app.codes(UNKNOWN).is_empty(),
        "nothing is sent to a stranger"
    );
    let (a, b) = (
        known.get("/login/code").await,
        unknown.get("/login/code").await,
    );
    let strip = |page: &Page, client: &Client| page.text.replace(client.csrf(), "");
    let request = |text: String| {
        text.lines()
            .filter(|line| !line.contains("request"))
            .collect::<String>()
    };
    assert_eq!(request(strip(&a, &known)), request(strip(&b, &unknown)));
    let (a, b) = (
        known.post("/login/code", &[("code", "000000")]).await,
        unknown.post("/login/code", &[("code", "000000")]).await,
    );
    assert_eq!(a.status, b.status);
    // The caps are the same too: a second code within a minute is not sent, and nobody can see that.
    let (a, b) = (
        ask(&mut known, clerk).await,
        ask(&mut unknown, UNKNOWN).await,
    );
    assert_eq!((a.status, a.location()), (b.status, b.location()));
    assert_eq!(app.codes(clerk).len(), 1);
}

async fn five_wrong_codes_void_the_right_one(app: &TestApp) {
    let clerk = &app
        .description
        .person("customer_service")
        .expect("a clerk")
        .phone;
    let mut client = app.visitor();
    ask(&mut client, clerk).await;
    let code = app.next_code(clerk, 0).await;
    for _ in 0..5 {
        assert_ne!(give(&mut client, wrong(&code)).await.location(), "/");
    }
    assert_ne!(
        give(&mut client, &code).await.location(),
        "/",
        "the sixth try is refused though it is right"
    );
    assert_eq!(client.get("/orders").await.status.as_u16(), 403);
}

async fn a_late_code_is_refused(app: &TestApp) {
    let clerk = &app
        .description
        .person("customer_service")
        .expect("a clerk")
        .phone;
    let mut client = app.visitor();
    ask(&mut client, clerk).await;
    let code = app.next_code(clerk, 0).await;
    app.clock.advance(Duration::from_secs(301));
    assert_ne!(give(&mut client, &code).await.location(), "/");
}

async fn a_code_works_once_and_only_for_its_own_login(app: &TestApp) {
    let clerk = &app
        .description
        .person("customer_service")
        .expect("a clerk")
        .phone;
    let (mut one, mut two) = (app.visitor(), app.visitor());
    ask(&mut one, clerk).await;
    let first = app.next_code(clerk, 0).await;
    app.clock.advance(Duration::from_secs(61));
    ask(&mut two, clerk).await;
    let second = app.next_code(clerk, 1).await;
    assert_ne!(
        give(&mut one, &second).await.location(),
        "/",
        "a code belongs to the login it was sent for"
    );
    assert_eq!(give(&mut two, &second).await.location(), "/");
    assert_ne!(give(&mut two, &second).await.status.as_u16(), 200);
    assert_ne!(
        give(&mut one, &first).await.location(),
        "/",
        "one that succeeds ends the others"
    );
}

async fn every_step_is_in_the_log_and_no_number_is(app: &TestApp) {
    let clerk = app.description.person("customer_service").expect("a clerk");
    let before = log::head(app).await;
    let mut client = app.visitor();
    ask(&mut client, &clerk.phone).await;
    let code = app.next_code(&clerk.phone, 0).await;
    give(&mut client, wrong(&code)).await;
    give(&mut client, &code).await;
    let entries = log::of_people(app, before).await;
    let events: Vec<_> = entries
        .iter()
        .map(|entry| (entry.event.as_str(), entry.outcome.as_str()))
        .collect();
    assert_eq!(
        events,
        [
            ("login.code_asked", "allowed"),
            ("login.code_sent", "allowed"),
            ("login.code_tried", "allowed"),
            ("login.code_refused", "denied"),
            ("login.code_tried", "allowed"),
            ("login.succeeded", "allowed"),
        ]
    );
    let text = serde_json::to_string(&entries).expect("JSON");
    assert!(!text.contains(&clerk.phone) && !text.contains(&code));
}

on_each_engine! {
    with_app:
    customer_service_needs_a_code_and_admin_a_password_too
    an_unknown_number_looks_the_same
    five_wrong_codes_void_the_right_one
    a_late_code_is_refused
    a_code_works_once_and_only_for_its_own_login
    every_step_is_in_the_log_and_no_number_is
}
