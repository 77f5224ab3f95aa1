//! Erasing a traveller: at once, everywhere, for ever, with orders and payments intact (C5).

use std::sync::Arc;

use hufu::{
    base::{ids::TravellerId, reason::Reason},
    config::StoreLocation,
    features::keys::api::{ShredError, TravellerShred, shred},
    kernel::{Kernel, audit::Event, authz::Grant},
};

use super::{days, opens, reveal, traveller_of};
use crate::{
    day::Office,
    exporting::fetch,
    harness::{Engine, TestApp, log, sql, waiting::until},
    on_each_engine,
    reading::words,
    seeded::Seeded,
};

const ERASED: &str = "已删除";
const WHY: &str = "旅客本人书面申请删除";

async fn erase(kernel: &Arc<Kernel>, traveller: TravellerId) -> Result<bool, ShredError> {
    let grant = Grant::<TravellerShred>::operator(kernel)
        .await
        .expect("a grant");
    shred(grant, traveller, Reason::parse(WHY).expect("a reason")).await
}

/// How many keys, parts and digests there are of somebody.
async fn left(app: &TestApp, traveller: TravellerId) -> [i64; 3] {
    let (stores, id) = (&app.config.stores, [traveller.uuid()]);
    [
        sql::number(
            &stores.keys,
            "SELECT COUNT(*) FROM data_keys WHERE subject_id = $1",
            &id,
        )
        .await,
        sql::number(
            &stores.vault,
            "SELECT COUNT(*) FROM parts WHERE subject_id = $1",
            &id,
        )
        .await,
        sql::number(
            &stores.vault,
            "SELECT COUNT(*) FROM blind_indexes WHERE subject_id = $1",
            &id,
        )
        .await,
    ]
}

async fn an_erased_traveller_is_gone_everywhere_and_their_orders_stay(app: &TestApp) {
    let seeded = Seeded::of(app);
    let order = &seeded.orders[3].order;
    let mut clerk = app.login("customer_service").await;
    let traveller = traveller_of(&mut clerk, &seeded, order).await;
    let phone = seeded.traveller(order).phone.expose();
    let second = app.second().await;
    let mut there = app.login_at(&second, "admin").await;
    // Both instances have the key in their caches.
    opens(&mut clerk, app, &seeded, 3).await;
    opens(&mut there, app, &seeded, 3).await;
    let before = log::head(app).await;

    assert_eq!(erase(app.kernel(), traveller).await, Ok(true));
    assert_eq!(left(app, traveller).await, [0, 0, 0]);
    for client in [&mut clerk, &mut there] {
        let revealed = reveal(client, order).await;
        assert!(
            revealed.starts_with("200") && revealed.contains(ERASED) && !revealed.contains(phone),
            "{revealed}"
        );
        let detail = words(&client.get(&format!("/orders/{}", order.order_no)).await);
        assert!(
            detail.contains(ERASED) && !detail.contains("****") && !detail.contains(&days(order)),
            "{detail}"
        );
        assert!(detail.contains(&order.product), "the order stays");
        let list = words(&client.get(&format!("/orders?traveller={traveller}")).await);
        assert!(
            list.contains(ERASED) && list.contains(&order.order_no.to_string()),
            "{list}"
        );
        let search = client.post("/orders/search", &[("search", phone)]).await;
        assert_eq!(search.status.as_u16(), 200, "nobody is found");
    }
    let entries = log::entries_after(app, before).await;
    let entry = entries
        .iter()
        .find(|entry| entry.event == "traveller.shredded")
        .expect("an entry");
    assert_eq!(
        (entry.resource.as_deref(), entry.reason.as_deref()),
        (Some(traveller.to_string().as_str()), Some(WHY))
    );
    assert_eq!(
        (entry.actor_kind.as_str(), entry.subject_count),
        ("operator", 1)
    );
    assert_eq!(
        erase(app.kernel(), traveller).await,
        Err(ShredError::Already)
    );
    assert_eq!(
        erase(app.kernel(), TravellerId::generate()).await,
        Err(ShredError::Unknown)
    );
    opens(&mut clerk, app, &seeded, 40).await;
    second.handle.stop(false).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_files_do_not_keep_a_destroyed_key() {
    let app = TestApp::spawn(Engine::Sqlite).await;
    let seeded = Seeded::of(&app);
    let mut clerk = app.login("customer_service").await;
    let traveller = traveller_of(&mut clerk, &seeded, &seeded.orders[3].order).await;
    let keys = sql::pairs(
        &app.config.stores.keys,
        "SELECT subject_id, wrapped FROM data_keys",
    )
    .await;
    let key = keys
        .into_iter()
        .find(|(subject, _)| *subject == traveller.uuid());
    let (_, key) = key.expect("a key");
    let StoreLocation::Sqlite(file) = &app.config.stores.keys else {
        panic!("an SQLite store");
    };
    let holds = || {
        ["", "-wal"].iter().any(|end| {
            let bytes = std::fs::read(format!("{}{end}", file.display())).unwrap_or_default();
            bytes.windows(key.len()).any(|window| window == key)
        })
    };
    assert!(holds(), "the search finds what is there");
    erase(app.kernel(), traveller).await.expect("erasing");
    assert!(!holds());
    app.stop().await;
}

async fn an_export_says_who_was_erased(app: &TestApp) {
    let seeded = Seeded::of(app);
    let (order, other) = (&seeded.orders[3].order, &seeded.orders[40].order);
    let mut clerk = app.login("customer_service").await;
    let traveller = traveller_of(&mut clerk, &seeded, order).await;
    erase(app.kernel(), traveller).await.expect("erasing");
    let visitor = || app.visitor();
    let office = Office {
        visitor: &visitor,
        outbox: &app.config.sms.outbox,
        description: &app.description,
        values: &[],
    };
    let mut admin = app.login("admin").await;
    app.clock.advance(std::time::Duration::from_secs(61));
    let export = office.export(&mut admin, "travellers", "csv").await;
    let file = String::from_utf8(fetch(&mut admin, &export).await).expect("text");
    let erased = file.lines().filter(|line| line.contains(ERASED)).count();
    assert_eq!(erased, 1, "{file}");
    assert!(!file.contains(seeded.traveller(order).phone.expose()));
    assert!(
        file.contains(seeded.traveller(other).phone.expose()),
        "the others are there"
    );
}

async fn nobody_erased_gets_a_key_a_part_or_a_digest_again(app: &TestApp) {
    let seeded = Seeded::of(app);
    let mut clerk = app.login("customer_service").await;
    let traveller = traveller_of(&mut clerk, &seeded, &seeded.orders[3].order).await;
    erase(app.kernel(), traveller).await.expect("erasing");
    let (stores, id) = (&app.config.stores, [traveller.uuid()]);
    for (store, text) in [
        (
            &stores.keys,
            "INSERT INTO data_keys (subject_id, version, key_version, wrapped, created_at, audit_entry) \
                            SELECT $1, 9, key_version, wrapped, created_at, audit_entry FROM data_keys LIMIT 1",
        ),
        (
            &stores.vault,
            "INSERT INTO parts (subject_id, record_id, part, blob, audit_entry) \
                             SELECT $1, record_id, part, blob, audit_entry FROM parts LIMIT 1",
        ),
        (
            &stores.vault,
            "INSERT INTO blind_indexes (field, digest, subject_id, key_version, audit_entry) \
                             SELECT 'other', digest, $1, 1, audit_entry FROM blind_indexes LIMIT 1",
        ),
        (&stores.keys, "DELETE FROM tombstones WHERE subject_id = $1"),
        (&stores.vault, "DELETE FROM erased WHERE subject_id = $1"),
        (&stores.keys, "UPDATE tombstones SET subject_id = $1"),
    ] {
        assert!(sql::execute(store, text, &id).await.is_err(), "{text}");
    }
    assert_eq!(left(app, traveller).await, [0, 0, 0]);
}

async fn a_crash_after_the_point_of_no_return_is_completed(app: &TestApp) {
    let seeded = Seeded::of(app);
    let order = &seeded.orders[3].order;
    let mut clerk = app.login("customer_service").await;
    let traveller = traveller_of(&mut clerk, &seeded, order).await;
    opens(&mut clerk, app, &seeded, 3).await;
    // What the first transaction does, and then nothing.
    let (stores, id) = (&app.config.stores, [traveller.uuid()]);
    let tombstone =
        "INSERT INTO tombstones (subject_id, shredded_at, audit_entry) VALUES ($1, 1, 1)";
    sql::execute(&stores.keys, tombstone, &id)
        .await
        .expect("a tombstone");
    sql::execute(
        &stores.keys,
        "DELETE FROM data_keys WHERE subject_id = $1",
        &id,
    )
    .await
    .expect("no key");
    let revealed = reveal(&mut clerk, order).await;
    assert!(
        revealed.starts_with("200") && revealed.contains(ERASED),
        "{revealed}"
    );
    app.kernel().jobs().notify();
    until("that nothing is left", async || {
        match left(app, traveller).await {
            [0, 0, 0] => Ok(()),
            left => Err(left),
        }
    })
    .await;
    let search = clerk
        .post(
            "/orders/search",
            &[("search", seeded.traveller(order).phone.expose())],
        )
        .await;
    assert_eq!(search.status.as_u16(), 200, "nobody is found");
    until("that everything is swept", async || {
        let unswept = app.kernel().vault().unswept().await.expect("tombstones");
        if unswept.is_empty() {
            Ok(())
        } else {
            Err(unswept.len())
        }
    })
    .await;
}

async fn tombstones_are_replayed_over_a_restored_backup(app: &TestApp) {
    let seeded = Seeded::of(app);
    let order = &seeded.orders[3].order;
    let mut clerk = app.login("customer_service").await;
    let traveller = traveller_of(&mut clerk, &seeded, order).await;
    erase(app.kernel(), traveller).await.expect("erasing");
    let tombstones = app.kernel().vault().tombstones().await.expect("tombstones");
    assert_eq!(tombstones.len(), 1);

    // Stores from before: the same people, nobody erased.
    let restored = TestApp::spawn(app.engine).await;
    let mut there = restored.login("customer_service").await;
    opens(&mut there, &restored, &seeded, 3).await;
    for _ in 0..2 {
        let grant = Grant::<TravellerShred>::operator(restored.kernel())
            .await
            .expect("a grant");
        let event = Event::new().subjects(tombstones.iter().map(|tombstone| tombstone.subject));
        let receipt = grant.record(event).await.expect("a receipt");
        restored
            .kernel()
            .vault()
            .replay_tombstones(&receipt, &tombstones)
            .await
            .expect("replaying");
    }
    assert_eq!(left(&restored, traveller).await, [0, 0, 0]);
    let revealed = reveal(&mut there, order).await;
    assert!(revealed.contains(ERASED), "{revealed}");
    let kept = restored
        .kernel()
        .vault()
        .tombstones()
        .await
        .expect("tombstones");
    assert_eq!(kept, tombstones, "with the time of the erasure");
    opens(&mut there, &restored, &seeded, 40).await;
    restored.stop().await;
}

on_each_engine! {
    with_app:
    an_erased_traveller_is_gone_everywhere_and_their_orders_stay
    an_export_says_who_was_erased
    nobody_erased_gets_a_key_a_part_or_a_digest_again
    a_crash_after_the_point_of_no_return_is_completed
    tombstones_are_replayed_over_a_restored_backup
}
