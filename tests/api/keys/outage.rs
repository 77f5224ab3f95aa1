//! The key service goes away after start: pages still come, masked where a key is cached; nothing is revealed or stored; it
//! recovers by itself.

use std::time::Duration;

use hufu::{
    features::staff::api::{NewStaff, StaffCreate, create},
    kernel::{
        authz::Grant,
        vault::KeyServiceState::{Available, Denied, Unavailable},
    },
};

use super::{SEALED, days, opens, reveal};
use crate::{
    harness::{TestApp, log, sql},
    on_each_engine,
    reading::words,
    seeded::Seeded,
};

const KEYS: &str = "SELECT COUNT(*) FROM data_keys";
const PARTS: &str = "SELECT COUNT(*) FROM parts";

async fn stored(app: &TestApp) -> (i64, i64) {
    let stores = &app.config.stores;
    (
        sql::number(&stores.keys, KEYS, &[]).await,
        sql::number(&stores.vault, PARTS, &[]).await,
    )
}

async fn can_seal(app: &TestApp) -> bool {
    let grant = Grant::<StaffCreate>::operator(app.kernel())
        .await
        .expect("a grant");
    let new = NewStaff {
        role: "finance".to_owned(),
        name: "钱新".to_owned().into(),
        phone: hufu::base::phone::Phone::parse("14200008888").expect("a phone"),
        password: "a long enough password 7".to_owned().into(),
    };
    create(grant, new).await.is_ok()
}

async fn away_masks_what_is_cached_and_reveals_nothing(app: &TestApp) {
    let seeded = Seeded::of(app);
    let (seen, other) = (&seeded.orders[3].order, &seeded.orders[40].order);
    assert_ne!(seen.traveller_number, other.traveller_number);
    let mut clerk = app.login("customer_service").await;
    opens(&mut clerk, app, &seeded, 3).await;
    let before = stored(app).await;

    app.key_service.go_away();
    assert_eq!(
        app.kernel().vault().check().await.expect("a check"),
        Unavailable
    );
    let page = clerk.get(&format!("/orders/{}", seen.order_no)).await;
    let said = words(&page);
    assert_eq!(page.status.as_u16(), 200);
    assert!(said.contains("****"), "masked from the cache: {said}");
    assert!(
        said.contains(SEALED) && !said.contains(&days(seen)),
        "the itinerary would be in clear: {said}"
    );
    assert!(said.contains("密钥服务暂时无法连接"), "the banner");
    let revealed = reveal(&mut clerk, seen).await;
    assert!(revealed.starts_with("503"), "{revealed}");
    assert!(!revealed.contains(seeded.traveller(seen).phone.expose()));
    assert!(!can_seal(app).await);
    assert_eq!(stored(app).await, before, "nothing was stored");
    let health = clerk.get("/health").await;
    assert_eq!(
        (health.status.as_u16(), health.text.as_str()),
        (200, "ok\nkeys away\n")
    );

    // When its time in the cache is over, a key is gone; the page still comes.
    app.clock.advance(Duration::from_secs(301));
    let said = words(&clerk.get(&format!("/orders/{}", seen.order_no)).await);
    assert!(said.contains(SEALED) && !said.contains("****"), "{said}");
    let list = clerk.get("/orders").await;
    assert_eq!(list.status.as_u16(), 200);
    assert!(words(&list).contains(SEALED) && !words(&list).contains("****"));

    app.key_service.come_back();
    assert_eq!(
        app.kernel().vault().check().await.expect("a check"),
        Available
    );
    opens(&mut clerk, app, &seeded, 40).await;
    assert!(can_seal(app).await);
    let page = clerk.get("/orders").await;
    assert!(!words(&page).contains("密钥服务"), "the banner is gone");
}

async fn denied_opens_nothing_at_once(app: &TestApp) {
    let seeded = Seeded::of(app);
    let order = &seeded.orders[3].order;
    let mut clerk = app.login("customer_service").await;
    opens(&mut clerk, app, &seeded, 3).await;

    app.key_service.deny();
    assert_eq!(app.kernel().vault().check().await.expect("a check"), Denied);
    let said = words(&clerk.get(&format!("/orders/{}", order.order_no)).await);
    assert!(said.contains(SEALED) && !said.contains("****"), "{said}");
    assert!(said.contains("密钥服务拒绝使用主密钥"), "the banner");
    assert!(reveal(&mut clerk, order).await.starts_with("503"));
    let phone = seeded.traveller(order).phone.expose();
    let search = clerk.post("/orders/search", &[("search", phone)]).await;
    assert_eq!(search.status.as_u16(), 503, "nobody is found either");
    assert!(!can_seal(app).await);

    app.key_service.come_back();
    assert_eq!(
        app.kernel().vault().check().await.expect("a check"),
        Available
    );
    opens(&mut clerk, app, &seeded, 3).await;
}

async fn the_timer_finds_out_and_the_log_knows(app: &TestApp) {
    let vault = app.kernel().vault();
    assert!(!vault.is_check_due());
    let before = log::head(app).await;
    app.key_service.deny();
    app.clock.advance(app.config.keys.recheck);
    assert!(vault.is_check_due(), "after keys.recheck_minutes");
    wait_for_entry(app, before, "keys.closed").await;
    assert_eq!(vault.condition(), Denied);
    app.key_service.come_back();
    wait_for_entry(app, before, "keys.opened").await;
    assert_eq!(vault.condition(), Available);
}

/// The jobs run beside the test.
async fn wait_for_entry(app: &TestApp, after: i64, event: &str) {
    app.kernel().jobs().notify();
    log::awaited(app, after, event).await;
}

async fn nothing_is_sealed_under_keys_that_were_checked_too_long_ago(app: &TestApp) {
    // A process without a timer: nobody checks for it.
    let other =
        hufu::app::open_kernel_with(&app.config, app.clock.clone(), app.key_service.clone()).await;
    let other = other.expect("another process");
    app.key_service.deny();
    app.clock.advance(app.config.keys.recheck);
    let grant = Grant::<StaffCreate>::operator(&other)
        .await
        .expect("a grant");
    let before = stored(app).await;
    let new = NewStaff {
        role: "finance".to_owned(),
        name: "钱新".to_owned().into(),
        phone: hufu::base::phone::Phone::parse("14200008888").expect("a phone"),
        password: "a long enough password 7".to_owned().into(),
    };
    assert!(create(grant, new).await.is_err());
    assert_eq!(stored(app).await, before);
}

on_each_engine! {
    with_app:
    away_masks_what_is_cached_and_reveals_nothing
    denied_opens_nothing_at_once
    the_timer_finds_out_and_the_log_knows
    nothing_is_sealed_under_keys_that_were_checked_too_long_ago
}
