//! The transport envelope (T6): what comes in one opens once, in its place and time, under a key that is alive.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use hufu::kernel::{audit::StoredEntry, db::Pool, envelope::maintain, jobs::JobOutcome};

use crate::{
    harness::{Client, Page, TestApp, envelope::Sealer, log},
    on_each_engine,
};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A visitor on the login page, with the public key.
async fn visitor(app: &TestApp) -> (Client, Sealer) {
    let mut client = app.visitor();
    let sealer = Sealer::fetch(&mut client).await;
    client.get("/login").await;
    (client, sealer)
}

fn clerk(app: &TestApp) -> &str {
    let clerk = app.description.person("customer_service");
    &clerk.expect("a clerk").phone
}

async fn send(client: &mut Client, envelope: &str) -> Page {
    client.post("/login", &[("sealed.phone", envelope)]).await
}

/// The form again, with this message and without a number.
fn refused(app: &TestApp, page: &Page, message: &str) {
    assert_eq!(page.status.as_u16(), 422, "{}", page.text);
    assert!(page.text.contains("name=\"phone\""), "the form is there");
    assert!(page.text.contains(message), "{}", page.text);
    assert!(!page.text.contains(clerk(app)));
}

fn field<'a>(entry: &'a StoredEntry, name: &str) -> Option<&'a str> {
    entry.facts.get(name).and_then(|fact| fact.as_str())
}

async fn a_login_in_envelopes_is_a_login_and_the_log_says_how_it_came(app: &TestApp) {
    let admin = app.description.person("admin").expect("an admin");
    let (mut client, sealer) = visitor(app).await;
    let before = log::head(app).await;
    let phone = sealer.seal(app, &client, "phone", &admin.phone);
    assert_eq!(send(&mut client, &phone).await.location(), "/login/code");
    client.get("/login/code").await;
    let code = app.next_code(&admin.phone, 0).await;
    assert_eq!(
        client
            .post("/login/code", &[("code", &code)])
            .await
            .location(),
        "/login/password"
    );
    client.get("/login/password").await;
    let password = sealer.seal(app, &client, "password", &admin.password);
    let recorded = client
        .post("/login/password", &[("sealed.password", &password)])
        .await;
    assert_eq!(recorded.location(), "/", "{}", recorded.text);
    let mut plain = app.visitor();
    plain.get("/login").await;
    plain.post("/login", &[("phone", clerk(app))]).await;

    let entries = log::of_people(app, before).await;
    let told: Vec<_> = entries
        .iter()
        .map(|entry| (entry.event.as_str(), field(entry, "transport")))
        .collect();
    assert_eq!(
        told,
        [
            ("login.code_asked", Some("envelope")),
            ("login.code_sent", Some("envelope")),
            ("login.code_tried", None),
            ("login.code_accepted", None),
            ("login.password_tried", Some("envelope")),
            ("login.succeeded", Some("envelope")),
            ("login.code_asked", Some("tls")),
            ("login.code_sent", Some("tls")),
        ]
    );
}

async fn an_envelope_opens_once_whichever_instance_it_comes_to(app: &TestApp) {
    let (mut client, sealer) = visitor(app).await;
    let before = log::head(app).await;
    let envelope = sealer.seal(app, &client, "phone", clerk(app));
    let (one, other) = {
        let request = |client: &Client| {
            let fields = [("sealed.phone", envelope.as_str()), ("csrf", client.csrf())];
            client
                .http()
                .post(format!("{}/login", client.base()))
                .header("origin", client.base())
                .form(&fields)
                .send()
        };
        tokio::join!(request(&client), request(&client))
    };
    let mut statuses = [one, other].map(|answer| answer.expect("an answer").status().as_u16());
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 422], "of two at once one counts");
    refused(app, &send(&mut client, &envelope).await, "不可重复使用");

    // Another instance on the same stores, started later.
    let second = app.second().await;
    let base = format!("https://localhost:{}", second.address.port());
    let fields = [("sealed.phone", envelope.as_str()), ("csrf", client.csrf())];
    let request = client
        .http()
        .post(format!("{base}/login"))
        .header("origin", &base)
        .header("accept-language", "zh-CN")
        .form(&fields);
    let page = client.send(request).await;
    second.handle.stop(false).await;
    refused(app, &page, "不可重复使用");

    let entries = log::entries_after(app, before).await;
    let replays: Vec<_> = entries
        .iter()
        .filter(|entry| field(entry, "cause") == Some("envelope_replayed"))
        .collect();
    assert_eq!(replays.len(), 3);
    for replay in replays {
        assert_eq!(
            (replay.event.as_str(), replay.outcome.as_str()),
            ("login.refused", "denied")
        );
    }
}

async fn what_is_altered_misplaced_or_untimely_stays_closed(app: &TestApp) {
    let (mut client, sealer) = visitor(app).await;
    let (other, _) = visitor(app).await;
    let before = log::head(app).await;
    let now = app.now().seconds();
    let csrf = client.csrf().to_owned();
    let good = sealer.seal_at(now, &csrf, "phone", clerk(app));
    let mut altered = good.clone();
    altered.replace_range(
        good.len() - 30..good.len() - 29,
        if &good[good.len() - 30..good.len() - 29] == "A" {
            "B"
        } else {
            "A"
        },
    );
    let unknown = Sealer {
        key_id: "nobody's".to_owned(),
        ..Sealer::fetch(&mut client).await
    };
    for (envelope, message, cause) in [
        (altered, "无法解开", "envelope_altered"),
        (
            sealer.seal_at(now, &csrf, "password", clerk(app)),
            "无法解开",
            "envelope_altered",
        ),
        (
            sealer.seal_at(now, other.csrf(), "phone", clerk(app)),
            "无法解开",
            "envelope_altered",
        ),
        (
            sealer.seal_at(now - 301, &csrf, "phone", clerk(app)),
            "超过五分钟",
            "envelope_untimely",
        ),
        (
            sealer.seal_at(now + 301, &csrf, "phone", clerk(app)),
            "超过五分钟",
            "envelope_untimely",
        ),
        (
            unknown.seal_at(now, &csrf, "phone", clerk(app)),
            "密钥已停用",
            "envelope_key_unknown",
        ),
        ("no envelope".to_owned(), "无法解开", "envelope_malformed"),
        (String::new(), "无法解开", "envelope_malformed"),
    ] {
        refused(app, &send(&mut client, &envelope).await, message);
        let last = log::of_people(app, before).await.pop().expect("an entry");
        assert_eq!(
            (last.event.as_str(), field(&last, "cause")),
            ("login.refused", Some(cause))
        );
    }
    // An envelope stands alone, and only for a field that is meant to have one.
    for fields in [
        [("sealed.phone", good.as_str()), ("phone", clerk(app))],
        [("sealed.phone", &good), ("sealed.phone", &good)],
        [("sealed.return", &good), ("locale", "en")],
    ] {
        assert_eq!(client.post("/login", &fields).await.status.as_u16(), 400);
    }
    // Nothing of this used it up.
    assert_eq!(send(&mut client, &good).await.location(), "/login/code");
}

async fn what_is_in_an_envelope_is_looked_at_like_what_is_not(app: &TestApp) {
    let mut clerk = app.login("customer_service").await;
    let sealer = Sealer::fetch(&mut clerk).await;
    clerk.get("/orders").await;
    let phone = app.some_travellers_phone();
    let envelope = sealer.seal(app, &clerk, "search", &phone);
    let found = clerk
        .post("/orders/search", &[("sealed.search", &envelope)])
        .await;
    assert!(
        found.location().starts_with("/orders?traveller="),
        "{} {}",
        found.status,
        found.text
    );
    clerk.get("/orders").await;
    let again = clerk
        .post("/orders/search", &[("sealed.search", &envelope)])
        .await;
    assert_eq!(again.status.as_u16(), 422);
    assert!(again.text.contains("不可重复使用") && !again.text.contains(&phone));

    let card = sealer.seal(app, &clerk, "search", "6222 0212 3456 7890 128");
    let before = log::head(app).await;
    let refused = clerk
        .post("/orders/search", &[("sealed.search", &card)])
        .await;
    assert_eq!(refused.status.as_u16(), 422);
    assert!(refused.text.contains("银行卡"), "{}", refused.text);
    let entries = log::of_people(app, before).await;
    assert_eq!(entries.len(), 1);
    assert_eq!(field(&entries[0], "transport"), Some("envelope"));

    // A form that takes no envelope says so on the error page, and the entry why.
    let untimely = sealer.seal_at(0, clerk.csrf(), "password", "x");
    let page = clerk
        .post("/logout", &[("sealed.password", &untimely)])
        .await;
    assert_eq!(
        page.status.as_u16(),
        303,
        "a form that is not read is not refused either"
    );
}

async fn two_keys_live_while_one_replaces_the_other_and_then_the_old_one_is_gone(app: &TestApp) {
    let (mut client, old) = visitor(app).await;
    let kernel = Arc::clone(app.kernel());
    app.clock.advance(DAY * 29);
    assert_eq!(
        maintain(&kernel).await,
        Ok(JobOutcome::Idle),
        "it is young enough"
    );
    let before = log::head(app).await;
    app.clock.advance(DAY);
    while maintain(&kernel).await == Ok(JobOutcome::Worked) {}
    let new = Sealer::fetch(&mut client).await;
    assert_ne!(old.key_id, new.key_id);
    client.get("/login").await;
    for sealer in [&old, &new] {
        app.clock.advance(Duration::from_secs(61));
        let envelope = sealer.seal(app, &client, "phone", clerk(app));
        assert_eq!(send(&mut client, &envelope).await.location(), "/login/code");
    }
    app.clock.advance(DAY);
    while maintain(&kernel).await == Ok(JobOutcome::Worked) {}
    let envelope = old.seal(app, &client, "phone", clerk(app));
    refused(app, &send(&mut client, &envelope).await, "密钥已停用");
    let envelope = new.seal(app, &client, "phone", clerk(app));
    assert_eq!(send(&mut client, &envelope).await.location(), "/login/code");

    // The instance's own job may do the same beside it, so that a step is recorded twice; one of the two counts.
    let entries = log::entries_after(app, before).await;
    let events: BTreeSet<_> = entries
        .iter()
        .map(|entry| entry.event.as_str())
        .filter(|event| event.starts_with("envelope."))
        .collect();
    assert_eq!(
        events,
        BTreeSet::from([
            "envelope.key_made",
            "envelope.keys_loaded",
            "envelope.key_retired"
        ])
    );
    assert_eq!(
        sealed_keys(app).await,
        1,
        "the old private key is destroyed"
    );
}

async fn a_key_that_another_instance_made_is_found_when_it_is_needed(app: &TestApp) {
    // Opened, but not serving: its jobs do not run.
    let second = app.built_again().await;
    let (mut client, old) = visitor(app).await;
    app.clock.advance(DAY * 30);
    while maintain(second.kernel()).await == Ok(JobOutcome::Worked) {}
    let jwk = second.kernel().envelopes().jwk().expect("a key");
    let jwk: serde_json::Value = serde_json::from_str(&jwk).expect("JSON");
    assert_ne!(jwk["kid"], old.key_id);
    client.get("/login").await;
    // The first instance has not heard of it, and loads it when an envelope names it.
    let named = Sealer {
        key_id: jwk["kid"].as_str().expect("an id").to_owned(),
        ..old
    };
    refused(
        app,
        &{
            let envelope = named.seal(app, &client, "phone", clerk(app));
            send(&mut client, &envelope).await
        },
        "无法解开",
    );
    let new = Sealer::fetch(&mut client).await;
    assert_eq!(new.key_id, named.key_id);
    let envelope = new.seal(app, &client, "phone", clerk(app));
    client.get("/login").await;
    assert_eq!(send(&mut client, &envelope).await.location(), "/login/code");
}

async fn what_was_opened_is_forgotten_when_nobody_could_send_it_any_more(app: &TestApp) {
    let (mut client, sealer) = visitor(app).await;
    for expected in [1, 2] {
        let envelope = sealer.seal(app, &client, "phone", "143");
        assert_eq!(
            send(&mut client, &envelope).await.status.as_u16(),
            422,
            "that is no number"
        );
        assert_eq!(seen(app).await, expected);
    }
    app.clock.advance(Duration::from_secs(601));
    let envelope = sealer.seal(app, &client, "phone", "143");
    send(&mut client, &envelope).await;
    assert_eq!(seen(app).await, 1);
}

async fn the_public_key_is_for_everybody_and_leaves_no_entry(app: &TestApp) {
    let before = log::head(app).await;
    let mut client = app.visitor();
    let jwk = client.get("/.well-known/hufu-envelope.jwk").await;
    let pem = client.get("/.well-known/hufu-envelope.pem").await;
    assert_eq!((jwk.status.as_u16(), pem.status.as_u16()), (200, 200));
    assert_eq!(jwk.headers["content-type"], "application/jwk+json");
    let key: serde_json::Value = serde_json::from_str(&jwk.text).expect("JSON");
    assert_eq!(
        (&key["kty"], &key["use"], &key["alg"]),
        (&"RSA".into(), &"enc".into(), &"RSA-OAEP-256".into())
    );
    assert!(key.get("d").is_none());
    // 3072 bits.
    assert_eq!(key["n"].as_str().expect("a number").len(), 512);
    assert!(pem.text.starts_with("-----BEGIN PUBLIC KEY-----\n"));
    let page = client.get("/login").await;
    assert!(
        page.text.contains(key["kid"].as_str().expect("an id")),
        "the form has it too"
    );
    let entries = log::of_people(app, before).await;
    assert!(entries.is_empty(), "nobody's reading was recorded");
}

async fn number(pool: &Pool, query: &'static str) -> i64 {
    hufu::with_pool!(pool, |db| sqlx::query_scalar(query).fetch_one(db).await).expect("a number")
}

async fn seen(app: &TestApp) -> i64 {
    number(
        app.kernel().business().reader(),
        "SELECT COUNT(*) FROM envelopes_seen",
    )
    .await
}

/// Private keys in the vault's store.
async fn sealed_keys(app: &TestApp) -> i64 {
    const QUERY: &str = "SELECT COUNT(*) FROM parts WHERE part = 'envelope_key'";
    use hufu::config::StoreLocation;
    use sqlx::{Connection, PgConnection, SqliteConnection};
    match &app.config.stores.vault {
        StoreLocation::Sqlite(path) => {
            let url = format!("sqlite://{}?mode=ro", path.display());
            let mut connection = SqliteConnection::connect(&url).await.expect("the store");
            sqlx::query_scalar(QUERY).fetch_one(&mut connection).await
        }
        StoreLocation::Postgres { reader, .. } => {
            let mut connection = PgConnection::connect(reader.expose())
                .await
                .expect("the store");
            sqlx::query_scalar(QUERY).fetch_one(&mut connection).await
        }
    }
    .expect("a number")
}

on_each_engine! {
    with_app:
    a_login_in_envelopes_is_a_login_and_the_log_says_how_it_came
    an_envelope_opens_once_whichever_instance_it_comes_to
    what_is_altered_misplaced_or_untimely_stays_closed
    what_is_in_an_envelope_is_looked_at_like_what_is_not
    two_keys_live_while_one_replaces_the_other_and_then_the_old_one_is_gone
    a_key_that_another_instance_made_is_found_when_it_is_needed
    what_was_opened_is_forgotten_when_nobody_could_send_it_any_more
    the_public_key_is_for_everybody_and_leaves_no_entry
}
