//! Sessions end: by logout, by idling, by age (A3, A4); and a forged form is refused.

use std::time::Duration;

use crate::{
    harness::{Engine, TestApp, log},
    on_each_engine,
};

async fn logout_ends_both_sides(app: &TestApp) {
    let mut client = app.login("customer_service").await;
    let answer = client.post("/logout", &[]).await;
    assert_eq!((answer.status.as_u16(), answer.location()), (303, "/login"));
    assert!(
        answer.headers["clear-site-data"]
            .to_str()
            .expect("text")
            .contains("storage")
    );
    assert_eq!(client.get("/orders").await.status.as_u16(), 403);
}

async fn a_session_idles_out_and_ages_out(app: &TestApp) {
    let mut idle = app.login("customer_service").await;
    app.clock.advance(Duration::from_secs(29 * 60));
    assert_eq!(idle.get("/orders").await.status.as_u16(), 200);
    app.clock.advance(Duration::from_secs(31 * 60));
    assert_eq!(idle.get("/orders").await.status.as_u16(), 403);

    let mut used = app.login("finance").await;
    for _ in 0..5 {
        app.clock.advance(Duration::from_secs(23 * 60));
        assert_eq!(used.get("/payments").await.status.as_u16(), 200);
    }
    app.clock.advance(Duration::from_secs(6 * 60));
    assert_eq!(
        used.get("/payments").await.status.as_u16(),
        403,
        "two hours are absolute"
    );
}

async fn a_form_without_the_token_or_from_elsewhere_is_denied_and_entered(app: &TestApp) {
    let mut client = app.login("customer_service").await;
    let before = log::head(app).await;
    assert_eq!(client.post_bare("/logout", &[]).await.status.as_u16(), 403);
    let forged = client
        .http()
        .post(format!("{}/logout", client.base()))
        .header("origin", "https://evil.example")
        .form(&[("csrf", client.csrf())]);
    assert_eq!(client.send(forged).await.status.as_u16(), 403);
    let entries = log::entries_after(app, before).await;
    assert_eq!(
        entries
            .iter()
            .filter(|entry| entry.event == "access.denied")
            .count(),
        2
    );
    assert_eq!(
        client.get("/orders").await.status.as_u16(),
        200,
        "the session goes on"
    );
}

async fn the_origin_is_ours_by_name_and_not_by_what_the_request_says(app: &TestApp) {
    let mut client = app.visitor_with(|client| client.http1_only());
    let clerk = app.description.person("customer_service").expect("a clerk");
    client.log_in(app, &clerk.phone, &clerk.password).await;
    for (origin, host) in [
        ("https://evil.example", "evil.example"),
        ("https://evil.example:8443", "evil.example:8443"),
        ("http://localhost:8443", "localhost:8443"),
        ("null", "localhost"),
    ] {
        let forged = client
            .http()
            .post(format!("{}/logout", client.base()))
            .header("origin", origin)
            .header("host", host)
            .form(&[("csrf", client.csrf())]);
        assert_eq!(client.send(forged).await.status.as_u16(), 403, "{origin}");
    }
    assert_eq!(
        client.get("/orders").await.status.as_u16(),
        200,
        "the session goes on"
    );
    assert_eq!(client.post("/logout", &[]).await.status.as_u16(), 303);
}

/// What a form under this name, where the browser and the address line agree, is answered with.
async fn start_from(app: &TestApp, host: &str) -> u16 {
    let mut client = app.visitor();
    client.get("/login").await;
    let form = client
        .http()
        .post(format!("{}/login", client.base()))
        .header("origin", format!("https://{host}:{}", app.address.port()))
        .form(&[("csrf", client.csrf()), ("phone", "14399999999")]);
    client.send(form).await.status.as_u16()
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_demonstration_answers_to_another_name() {
    for (demo, other) in [(true, 303), (false, 403)] {
        let app = TestApp::spawn_with(Engine::Sqlite, 1, |config| config.demo = demo).await;
        assert_eq!(start_from(&app, "localhost").await, 303);
        assert_eq!(start_from(&app, "127.0.0.1").await, other);
        assert_eq!(start_from(&app, "10.0.0.1").await, 403);
        app.stop().await;
    }
}

async fn a_form_sent_after_the_session_says_so_and_not_that_the_role_may_not(app: &TestApp) {
    let path = "/orders/HF202601010000001/reveal-contact";
    let mut clerk = app.login("customer_service").await;
    let old = clerk.csrf().to_owned();
    clerk.post("/logout", &[]).await;
    let mut stranger = app.visitor();
    for answer in [
        clerk.post_bare(path, &[("csrf", &old)]).await,
        stranger
            .post_bare("/login", &[("phone", "14200000001")])
            .await,
    ] {
        assert_eq!(answer.status.as_u16(), 403);
        assert!(answer.text.contains("请您重新登录") && answer.text.contains("href=\"/login\""));
        assert!(!answer.text.contains("您的角色"));
    }
    let mut clerk = app.login("finance").await;
    let answer = clerk.post_bare("/logout", &[("csrf", &old)]).await;
    assert_eq!(answer.status.as_u16(), 403);
    assert!(answer.text.contains("页面已过时") && !answer.text.contains("您的角色"));
    let denied = clerk.get("/audit").await;
    assert!(
        denied.text.contains("您的角色"),
        "what the policy denies is said as before"
    );
}

on_each_engine! {
    with_app:
    logout_ends_both_sides
    a_session_idles_out_and_ages_out
    a_form_without_the_token_or_from_elsewhere_is_denied_and_entered
    the_origin_is_ours_by_name_and_not_by_what_the_request_says
    a_form_sent_after_the_session_says_so_and_not_that_the_role_may_not
}
