//! The headers on every answer, errors included (T4, F1).

use crate::{harness::TestApp, on_each_engine};

const EXPECTED: &[(&str, &str)] = &[
    (
        "strict-transport-security",
        "max-age=63072000; includeSubDomains",
    ),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
];

async fn every_answer_has_them(app: &TestApp) {
    let mut staff = app.login("customer_service").await;
    let mut visitor = app.visitor();
    let pages = [
        ("a list", staff.get("/orders").await),
        ("denied", staff.get("/audit").await),
        ("not found", staff.get("/orders/HF202601010000009").await),
        ("nowhere", visitor.get("/nowhere").await),
        ("not logged in", visitor.get("/orders").await),
        ("login", visitor.get("/login").await),
        (
            "without the token",
            visitor
                .post_bare("/login", &[("phone", "14200000001")])
                .await,
        ),
        ("static", visitor.get("/static/app.css").await),
        ("health", visitor.get("/health").await),
    ];
    for (what, page) in pages {
        for (name, value) in EXPECTED {
            assert_eq!(
                page.headers.get(*name).map(|v| v.to_str().expect("text")),
                Some(*value),
                "{what}: {name}"
            );
        }
        let policy = page.headers["content-security-policy"]
            .to_str()
            .expect("text");
        assert!(
            policy.starts_with("default-src 'none'") && !policy.contains("unsafe"),
            "{what}: {policy}"
        );
        let cached = page.headers["cache-control"].to_str().expect("text");
        assert_eq!(
            cached,
            if what == "static" {
                "no-cache"
            } else {
                "no-store"
            },
            "{what}"
        );
    }
}

async fn an_error_page_speaks_the_readers_language_and_names_the_request(app: &TestApp) {
    let mut visitor = app.visitor();
    let chinese = visitor.get("/nowhere").await;
    assert!(chinese.text.contains("lang=\"zh-CN\""));
    let request = visitor
        .http()
        .get(format!("{}/nowhere", visitor.base()))
        .header("accept-language", "en");
    let english = visitor.send(request).await;
    assert!(english.text.contains("lang=\"en\""));
    assert_eq!(english.status.as_u16(), 404);
}

on_each_engine! {
    with_app:
    every_answer_has_them
    an_error_page_speaks_the_readers_language_and_names_the_request
}
