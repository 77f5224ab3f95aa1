//! A blob out of its place, or altered, is shown as what it is, recorded in the log, and takes nothing else along.

use super::{opens, reveal, traveller_of};
use crate::{
    harness::{TestApp, log, sql},
    on_each_engine,
    reading::words,
    seeded::Seeded,
};

const BROKEN: &str = "无法打开";

async fn a_moved_blob_is_entered_and_shown_as_broken(app: &TestApp) {
    let seeded = Seeded::of(app);
    let (order, other) = (&seeded.orders[3].order, &seeded.orders[40].order);
    let mut clerk = app.login("customer_service").await;
    let traveller = traveller_of(&mut clerk, &seeded, order).await;
    let thief = traveller_of(&mut clerk, &seeded, other).await;
    let vault = &app.config.stores.vault;
    let moved = "UPDATE parts SET blob = (SELECT o.blob FROM parts o WHERE o.subject_id = $2 AND o.part = 'contact') \
                     WHERE subject_id = $1 AND part = 'contact'";
    sql::execute(vault, moved, &[traveller.uuid(), thief.uuid()])
        .await
        .expect("moved");
    let before = log::head(app).await;

    let list = clerk.get("/orders?size=100").await;
    assert_eq!(list.status.as_u16(), 200);
    assert!(
        words(&list).contains(BROKEN) && words(&list).contains("****"),
        "the others are shown"
    );
    let entries = log::entries_after(app, before).await;
    let failed: Vec<_> = entries
        .iter()
        .filter(|entry| entry.event == "vault.open_failed")
        .collect();
    assert_eq!(failed.len(), 1, "{entries:?}");
    assert_eq!(
        (failed[0].outcome.as_str(), failed[0].subject_count),
        ("failed", 1)
    );
    assert_eq!(
        (&failed[0].facts["part"], &failed[0].facts["why"]),
        (&"contact".into(), &"refused".into())
    );
    assert_eq!(failed[0].permission, "order:list");

    let revealed = reveal(&mut clerk, order).await;
    assert!(
        revealed.starts_with("200") && revealed.contains(BROKEN),
        "{revealed}"
    );
    assert!(!revealed.contains(seeded.traveller(other).phone.expose()));
    opens(&mut clerk, app, &seeded, 40).await;
}

async fn a_data_key_of_somebody_else_opens_nothing(app: &TestApp) {
    let seeded = Seeded::of(app);
    let (order, other) = (&seeded.orders[3].order, &seeded.orders[40].order);
    let mut clerk = app.login("customer_service").await;
    let traveller = traveller_of(&mut clerk, &seeded, order).await;
    let thief = traveller_of(&mut clerk, &seeded, other).await;
    let stores = &app.config.stores;
    let ids = [traveller.uuid(), thief.uuid()];
    let key = "UPDATE data_keys SET wrapped = (SELECT o.wrapped FROM data_keys o WHERE o.subject_id = $2) WHERE subject_id = $1";
    sql::execute(&stores.keys, key, &ids).await.expect("moved");
    // Until then the right key is in the cache.
    app.clock.advance(std::time::Duration::from_secs(301));
    let before = log::head(app).await;
    let detail = clerk.get(&format!("/orders/{}", order.order_no)).await;
    assert_eq!(detail.status.as_u16(), 200);
    assert!(words(&detail).contains(BROKEN) && !words(&detail).contains("****"));
    let entries = log::entries_after(app, before).await;
    let failed = entries
        .iter()
        .filter(|entry| entry.event == "vault.open_failed")
        .count();
    assert_eq!(failed, 3, "contact, identity, itinerary");
}

on_each_engine! {
    with_app:
    a_moved_blob_is_entered_and_shown_as_broken
    a_data_key_of_somebody_else_opens_nothing
}
