//! A mask that leaves four digits open is not guessed open by searching, and nobody reveals without end (B1, B2, A5).

use std::time::Duration;

use futures_util::future::join_all;

use crate::{
    harness::{Client, TestApp, log},
    on_each_engine,
    reading::{every, words},
    seeded::Seeded,
};

const HOUR: Duration = Duration::from_secs(3_601);

/// The status of a search.
async fn search(client: &mut Client, what: &str) -> u16 {
    let page = client.post("/orders/search", &[("search", what)]).await;
    page.status.as_u16()
}

/// So many searches for numbers that nobody has: each finds nobody.
async fn miss(client: &mut Client, times: u32) {
    for number in 0..times {
        let phone = format!("143{:08}", 90_000_000 + number);
        assert_eq!(search(client, &phone).await, 200, "{number}");
    }
}

async fn searches_by_phone_that_find_nobody_are_capped(app: &TestApp) {
    let seeded = Seeded::of(app);
    let order = &seeded.orders[3].order;
    let phone = seeded.traveller(order).phone.expose();
    let number = order.order_no.to_string();
    let mut clerk = app.login("customer_service").await;
    for _ in 0..25 {
        assert_eq!(
            search(&mut clerk, phone).await,
            303,
            "who is there does not count"
        );
        assert_eq!(
            search(&mut clerk, "HF209901010000001").await,
            200,
            "an order number does not count"
        );
    }
    miss(&mut clerk, 20).await;
    let before = log::head(app).await;
    for phone in ["14399999999", phone] {
        let page = clerk.post("/orders/search", &[("search", phone)]).await;
        assert_eq!(page.status.as_u16(), 429);
        assert!(
            words(&page).contains("您一小时内已有 20 次"),
            "{}",
            words(&page)
        );
        assert!(!page.text.contains(phone));
    }
    let entries = log::of_people(app, before).await;
    let told: Vec<_> = entries
        .iter()
        .map(|entry| {
            (
                entry.event.as_str(),
                entry.outcome.as_str(),
                entry.subject_count,
            )
        })
        .collect();
    assert_eq!(
        told,
        [("order.search_refused", "denied", 0); 2],
        "both look alike in the log"
    );
    assert!(
        entries
            .iter()
            .all(|entry| entry.resource.is_none() && entry.count.is_none())
    );
    assert_eq!(
        search(&mut clerk, &number).await,
        303,
        "an order number is found all the same"
    );
    let mut admin = app.login("admin").await;
    assert_eq!(
        search(&mut admin, phone).await,
        303,
        "others are not held up"
    );

    for _ in 0..2 {
        app.clock.advance(HOUR);
        clerk = app.login("customer_service").await;
        assert_eq!(search(&mut clerk, phone).await, 303);
        miss(&mut clerk, 20).await;
    }
    app.clock.advance(HOUR);
    clerk = app.login("customer_service").await;
    let page = clerk.post("/orders/search", &[("search", phone)]).await;
    assert_eq!(page.status.as_u16(), 429);
    assert!(
        words(&page).contains("您一天内已有 60 次"),
        "{}",
        words(&page)
    );
    app.clock.advance(24 * HOUR);
    clerk = app.login("customer_service").await;
    assert_eq!(search(&mut clerk, phone).await, 303);
}

async fn searches_at_the_same_time_do_not_pass_the_cap(app: &TestApp) {
    let mut clerk = app.login("customer_service").await;
    miss(&mut clerk, 17).await;
    let searches = (0..40).map(|number| {
        let fields = [
            ("search", format!("1439000{number:04}")),
            ("csrf", clerk.csrf().to_owned()),
        ];
        let request = clerk.http().post(format!("{}/orders/search", clerk.base()));
        request.header("origin", clerk.base()).form(&fields).send()
    });
    let answers = join_all(searches).await;
    let answered = answers
        .iter()
        .filter(|answer| answer.as_ref().expect("an answer").status() == 200)
        .count();
    assert_eq!(answered, 3);
}

async fn who_searched_for_a_traveller_stands_in_the_travellers_history(app: &TestApp) {
    let seeded = Seeded::of(app);
    let phone = seeded.traveller(&seeded.orders[3].order).phone.expose();
    let (mut clerk, mut auditor) = (
        app.login("customer_service").await,
        app.login("auditor").await,
    );
    let before = log::head(app).await;
    let found = clerk.post("/orders/search", &[("search", phone)]).await;
    assert_eq!(search(&mut clerk, "14399999999").await, 200);
    let traveller = found
        .location()
        .rsplit('=')
        .next()
        .expect("an id")
        .to_owned();
    let entries = log::of_people(app, before).await;
    let told: Vec<_> = entries
        .iter()
        .map(|entry| {
            (
                entry.event.as_str(),
                entry.subject_count,
                entry.opened.len(),
                entry.count,
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("order.searched", 1, 0, Some(1)),
            ("order.search_missed", 0, 0, Some(0))
        ]
    );
    let history = auditor
        .get(&format!("/audit?subject={traveller}&event=order.searched"))
        .await;
    let listed: Vec<_> = every(
        &history.text,
        "class=\"row-link code\" href=\"/audit/",
        "\"",
    )
    .collect();
    assert_eq!(listed, [entries[0].sequence.to_string()]);
}

async fn revealing_is_capped_by_the_hour(app: &TestApp) {
    const REASON: &str = "客户来电核对出行信息";
    let seeded = Seeded::of(app);
    let order = &seeded.orders[3].order;
    let phone = seeded.traveller(order).phone.expose();
    let path = format!("/orders/{}/reveal-contact", order.order_no);
    let mut clerk = app.login("customer_service").await;
    for _ in 0..60 {
        let page = clerk.post(&path, &[("reason", REASON)]).await;
        assert!(page.status.as_u16() == 200 && page.text.contains(phone));
    }
    let before = log::head(app).await;
    let page = clerk.post(&path, &[("reason", REASON)]).await;
    assert_eq!(page.status.as_u16(), 429);
    assert!(
        !page.text.contains(phone) && words(&page).contains("您一小时内已显示 60 次"),
        "{}",
        words(&page)
    );
    let entries = log::of_people(app, before).await;
    let entry = &entries[0];
    assert_eq!(
        (entries.len(), entry.event.as_str(), entry.outcome.as_str()),
        (1, "order.reveal_refused", "denied")
    );
    assert_eq!(
        (
            entry.subject_count,
            entry.opened.len(),
            entry.reason.as_deref()
        ),
        (1, 0, Some(REASON))
    );
    app.clock.advance(HOUR);
    clerk = app.login("customer_service").await;
    assert_eq!(
        clerk
            .post(&path, &[("reason", REASON)])
            .await
            .status
            .as_u16(),
        200
    );
}

on_each_engine! {
    with_app:
    searches_by_phone_that_find_nobody_are_capped
    searches_at_the_same_time_do_not_pass_the_cap
    who_searched_for_a_traveller_stands_in_the_travellers_history
    revealing_is_capped_by_the_hour
}
