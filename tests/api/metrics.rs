//! The listener of operations: health and metrics on a private address, nothing else, nobody's data (B9, S2).

use std::{collections::HashMap, net::SocketAddr};

use hufu::{
    app::StartError,
    kernel::vault::KeyServiceState::{Available, Denied, Unavailable},
};

use crate::{
    harness::{Engine, TestApp, sql},
    keys::{opens, traveller_of},
    on_each_engine,
    seeded::{Seeded, personal},
};

const ORDERS: u32 = 60;

async fn start(engine: Engine) -> TestApp {
    TestApp::spawn_with(engine, ORDERS, |config| {
        config.listen.operations = "127.0.0.1:0".parse().ok();
    })
    .await
}

/// Status, media type and text of an answer of the listener.
async fn ask(address: SocketAddr, path: &str) -> (u16, String, String) {
    let answer = reqwest::get(format!("http://{address}{path}")).await;
    let answer = answer.expect("an answer");
    let media_type = answer.headers().get("content-type");
    let media_type = media_type.map(|value| value.to_str().expect("text").to_owned());
    let status = answer.status().as_u16();
    let text = answer.text().await.expect("text");
    (status, media_type.unwrap_or_default(), text)
}

/// The metrics by name and label, as they are written.
async fn figures(app: &TestApp) -> HashMap<String, f64> {
    let address = app.operations.expect("a listener");
    let (status, media_type, text) = ask(address, "/metrics").await;
    assert_eq!(status, 200);
    assert!(
        media_type.starts_with("application/openmetrics-text"),
        "{media_type}"
    );
    assert!(text.ends_with("# EOF\n"), "{text}");
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let (name, value) = line.rsplit_once(' ').expect("a figure");
            (name.to_owned(), value.parse().expect("a number"))
        })
        .collect()
}

/// The state of the key service that is set.
fn condition(figures: &HashMap<String, f64>) -> &str {
    let set: Vec<_> = figures
        .iter()
        .filter(|(name, value)| name.starts_with("hufu_key_service_condition{") && **value == 1.0)
        .filter_map(|(name, _)| name.split('"').nth(1))
        .collect();
    assert_eq!(set.len(), 1, "{figures:?}");
    set[0]
}

async fn the_figures_tell_an_outage_and_its_end(engine: Engine) {
    let app = &start(engine).await;
    let seeded = Seeded::of(app);
    let mut clerk = app.login("customer_service").await;
    opens(&mut clerk, app, &seeded, 3).await;
    let before = figures(app).await;
    assert_eq!(condition(&before), "open");
    assert_eq!(before["hufu_masked_only_pages_total"], 0.0);
    assert_eq!(before["hufu_sealed_values_not_opened_total"], 0.0);
    assert!(before["hufu_data_keys_cached"] >= 1.0, "{before:?}");
    assert!(before["hufu_answers_total{class=\"2xx\"}"] >= 1.0);
    assert!(before["hufu_answers_total{class=\"3xx\"}"] >= 1.0);

    app.key_service.go_away();
    assert_eq!(
        app.kernel().vault().check().await.expect("a check"),
        Unavailable
    );
    app.clock.advance(std::time::Duration::from_secs(100));
    clerk.get("/orders").await;
    let away = figures(app).await;
    assert_eq!(condition(&away), "away");
    assert_eq!(away["hufu_masked_only_pages_total"], 1.0);
    assert!(
        away["hufu_key_service_check_age_seconds"] >= 100.0,
        "{away:?}"
    );
    let (_, _, health) = ask(app.operations.expect("a listener"), "/health").await;
    assert_eq!(health, "ok\nkeys away\n");

    app.key_service.deny();
    assert_eq!(app.kernel().vault().check().await.expect("a check"), Denied);
    let denied = figures(app).await;
    assert_eq!(condition(&denied), "denied");
    assert_eq!(denied["hufu_data_keys_cached"], 0.0, "they were wiped");

    app.key_service.come_back();
    assert_eq!(
        app.kernel().vault().check().await.expect("a check"),
        Available
    );
    opens(&mut clerk, app, &seeded, 3).await;
    let after = figures(app).await;
    assert_eq!(condition(&after), "open");
    assert_eq!(after["hufu_masked_only_pages_total"], 1.0);
    assert!(
        after["hufu_key_service_check_age_seconds"] < 100.0,
        "{after:?}"
    );
}

async fn what_does_not_open_and_what_is_refused_is_counted(engine: Engine) {
    let app = &start(engine).await;
    let seeded = Seeded::of(app);
    let (order, other) = (&seeded.orders[3].order, &seeded.orders[40].order);
    let mut clerk = app.login("customer_service").await;
    let traveller = traveller_of(&mut clerk, &seeded, order).await;
    let other = traveller_of(&mut clerk, &seeded, other).await;
    let moved = "UPDATE parts SET blob = (SELECT o.blob FROM parts o WHERE o.subject_id = $2 AND o.part = 'contact') \
                 WHERE subject_id = $1 AND part = 'contact'";
    let vault = &app.config.stores.vault;
    let ids = [traveller.uuid(), other.uuid()];
    sql::execute(vault, moved, &ids).await.expect("moved");
    let before = figures(app).await;
    clerk.get(&format!("/orders/{}", order.order_no)).await;
    clerk.get("/audit").await;
    let after = figures(app).await;
    let more = |name: &str| after[name] - before[name];
    assert_eq!(more("hufu_sealed_values_not_opened_total"), 1.0);
    assert_eq!(more("hufu_answers_total{class=\"2xx\"}"), 1.0);
    assert_eq!(more("hufu_answers_total{class=\"4xx\"}"), 1.0);
}

async fn it_answers_two_paths_and_says_nothing_about_people(engine: Engine) {
    let app = &start(engine).await;
    let seeded = Seeded::of(app);
    let mut clerk = app.login("customer_service").await;
    opens(&mut clerk, app, &seeded, 3).await;
    let address = app.operations.expect("a listener");
    for path in [
        "/",
        "/login",
        "/orders",
        "/metrics/",
        "/static/app.css",
        "/metrics/keys",
    ] {
        assert_eq!(ask(address, path).await.0, 404, "{path}");
    }
    let (_, _, text) = ask(address, "/metrics").await;
    for (kind, value) in seeded.travellers.iter().flat_map(personal) {
        assert!(!text.contains(&value), "a {kind}");
    }
    for order in &seeded.orders {
        assert!(!text.contains(&order.order.order_no.to_string()));
    }
    let figures = clerk.get("/metrics").await;
    assert_eq!(figures.status.as_u16(), 404, "not where the staff is");
}

on_each_engine! {
    the_figures_tell_an_outage_and_its_end
    what_does_not_open_and_what_is_refused_is_counted
    it_answers_two_paths_and_says_nothing_about_people
}

/// A configuration that names a host is believed only as far as the address that the host has.
#[tokio::test(flavor = "multi_thread")]
async fn an_address_of_everybody_is_refused_at_the_start_too() {
    let app = TestApp::spawn_with(Engine::Sqlite, 1, |_| {}).await;
    let mut config = app.config.clone();
    config.listen.back_office.port = 0;
    config.listen.operations = "0.0.0.0:0".parse().ok();
    let refused = hufu::app::App::build_on(&config, app.kernel().clone()).await;
    assert!(matches!(
        refused.err(),
        Some(StartError::PublicOperations(_))
    ));
    app.stop().await;
}
