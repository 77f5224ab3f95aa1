//! Caps on sending: nobody keeps another person out, and no cap tells which numbers are known (A1, A6).

use std::time::Duration;

use crate::{
    harness::{Client, Engine, Page, TestApp, log},
    on_each_engine,
};

const UNKNOWN: &str = "14399999999";

async fn ask(client: &mut Client, phone: &str) -> Page {
    client.get("/login").await;
    client.post("/login", &[("phone", phone)]).await
}

fn clerk(app: &TestApp) -> &str {
    &app.description
        .person("customer_service")
        .expect("a clerk")
        .phone
}

/// That so many codes were sent to this phone, and no more.
async fn assert_sent(app: &TestApp, phone: &str, count: usize, why: &str) {
    app.next_code(phone, count - 1).await;
    assert_eq!(app.codes(phone).len(), count, "{why}");
}

async fn a_stranger_ends_no_login_under_way(app: &TestApp) {
    let clerk = clerk(app);
    let (mut owner, mut stranger) = (app.visitor(), app.visitor_from(2));
    ask(&mut owner, clerk).await;
    let code = app.next_code(clerk, 0).await;
    for _ in 0..4 {
        ask(&mut stranger, clerk).await;
        app.clock.advance(Duration::from_secs(61));
    }
    owner.get("/login/code").await;
    let answer = owner.post("/login/code", &[("code", &code)]).await;
    assert_eq!(answer.location(), "/", "{}", answer.text);
}

async fn three_logins_of_a_phone_are_open_and_a_success_ends_the_others(app: &TestApp) {
    let clerk = clerk(app);
    let mut logins = Vec::new();
    for known in 0..4 {
        let mut client = app.visitor();
        ask(&mut client, clerk).await;
        logins.push((client, app.next_code(clerk, known).await));
        app.clock.advance(Duration::from_secs(61));
    }
    let mut results = Vec::new();
    // The first was the one too many; the third ends those beside it.
    for number in [0, 2, 1, 3] {
        let (client, code) = &mut logins[number];
        client.get("/login/code").await;
        results.push(
            client
                .post("/login/code", &[("code", code)])
                .await
                .location()
                == "/",
        );
    }
    assert_eq!(results, [false, true, false, false]);
}

async fn a_stranger_uses_up_only_what_their_own_address_may(app: &TestApp) {
    let clerk = clerk(app);
    let mut stranger = app.visitor_from(2);
    for _ in 0..12 {
        assert_eq!(ask(&mut stranger, clerk).await.location(), "/login/code");
        app.clock.advance(Duration::from_secs(61));
    }
    assert_sent(app, clerk, 5, "five an hour").await;
    let mut owner = app.visitor();
    ask(&mut owner, clerk).await;
    assert_sent(app, clerk, 6, "the owner's own code is sent").await;
}

async fn strangers_from_everywhere_do_not_keep_out_where_the_owner_works(app: &TestApp) {
    let clerk = clerk(app);
    app.login("customer_service").await;
    app.clock.advance(Duration::from_secs(3_601));
    let before = app.codes(clerk).len();
    for _ in 0..5 {
        for last in 2..7 {
            assert_eq!(
                ask(&mut app.visitor_from(last), clerk).await.location(),
                "/login/code"
            );
        }
        app.clock.advance(Duration::from_secs(61));
    }
    assert_sent(app, clerk, before + 15, "three addresses' worth in all").await;
    assert_eq!(
        ask(&mut app.visitor_from(8), clerk).await.location(),
        "/login/code"
    );
    assert_sent(app, clerk, before + 15, "an address nobody knows waits").await;
    ask(&mut app.visitor(), clerk).await;
    let why = "one from which they logged in does not";
    assert_sent(app, clerk, before + 16, why).await;
}

async fn the_cap_of_a_phone_tells_nothing(app: &TestApp) {
    let clerk = clerk(app);
    app.login("customer_service").await;
    app.clock.advance(Duration::from_secs(61));
    for phone in [clerk, UNKNOWN] {
        for _ in 0..6 {
            let mut client = app.visitor();
            let answer = ask(&mut client, phone).await;
            assert_eq!(
                (answer.status.as_u16(), answer.location()),
                (303, "/login/code")
            );
            assert_eq!(client.get("/login/code").await.status.as_u16(), 200);
            let answer = client.post("/login/code", &[("code", "000000")]).await;
            assert_eq!(answer.status.as_u16(), 422);
        }
    }
    let entries = log::entries_after(app, 0).await;
    let too_many = entries.iter().filter(|entry| {
        (entry.event.as_str(), entry.outcome.as_str()) == ("login.refused", "denied")
            && entry
                .facts
                .get("cause")
                .is_some_and(|cause| cause == "too_many")
    });
    assert_eq!(too_many.count(), 10, "within a minute one of six is sent");
}

async fn a_code_that_is_not_sent_leaves_none_to_guess(app: &TestApp) {
    let clerk = clerk(app);
    let mut client = app.visitor();
    ask(&mut client, clerk).await;
    let code = app.next_code(clerk, 0).await;
    let mut client = app.visitor();
    ask(&mut client, clerk).await;
    assert_sent(app, clerk, 1, "not a second one so soon").await;
    client.get("/login/code").await;
    let answer = client.post("/login/code", &[("code", &code)]).await;
    assert_eq!(answer.status.as_u16(), 422, "the code of another login");
    // The button says at once that it is too soon, from what this browser knows itself.
    assert_eq!(client.post("/login/resend", &[]).await.status.as_u16(), 429);
    app.clock.advance(Duration::from_secs(61));
    assert_eq!(
        client.post("/login/resend", &[]).await.location(),
        "/login/code"
    );
    let code = app.next_code(clerk, 1).await;
    assert_eq!(
        client
            .post("/login/code", &[("code", &code)])
            .await
            .location(),
        "/"
    );
}

/// Whoever asks for codes of made-up numbers is refused, and an approval from the same address is not.
async fn approvals_have_caps_of_their_own(engine: Engine) {
    let app =
        TestApp::spawn_with(engine, 5, |config| config.login.sends_per_address_hour = 3).await;
    let mut finance = app.login("finance").await;
    let phone = &app.description.person("finance").expect("a person").phone;
    let mut stranger = app.visitor();
    for number in 0..2 {
        assert_eq!(
            ask(&mut stranger, &format!("1439999000{number}"))
                .await
                .location(),
            "/login/code"
        );
    }
    assert_eq!(ask(&mut stranger, "14399990009").await.status.as_u16(), 429);
    for _ in 0..5 {
        app.clock.advance(Duration::from_secs(61));
        ask(&mut app.visitor_from(2), phone).await;
    }
    let known = app.codes(phone).len();
    finance.get("/exports/new?data_set=payments").await;
    let fields = [
        ("format", "csv"),
        ("reason", "监管报送前的数据核对"),
        ("columns", "order_no"),
    ];
    let asked = finance.post("/exports/payments", &fields).await;
    assert_eq!(asked.status.as_u16(), 303, "{}", asked.text);
    assert_sent(&app, phone, known + 1, "the code of the approval is sent").await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn approvals_have_caps_of_their_own_on_sqlite() {
    approvals_have_caps_of_their_own(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn approvals_have_caps_of_their_own_on_postgres() {
    approvals_have_caps_of_their_own(Engine::Postgres).await;
}

on_each_engine! {
    with_app:
    a_stranger_ends_no_login_under_way
    three_logins_of_a_phone_are_open_and_a_success_ends_the_others
    a_stranger_uses_up_only_what_their_own_address_may
    strangers_from_everywhere_do_not_keep_out_where_the_owner_works
    the_cap_of_a_phone_tells_nothing
    a_code_that_is_not_sent_leaves_none_to_guess
}
