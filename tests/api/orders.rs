//! The list of orders, the search, and revealing (B1, B2, F5, F6).

use std::collections::BTreeSet;

use hufu::{
    base::{
        clock::Timestamp,
        travel::{OrderChannel, OrderStatus},
    },
    features::import::rows::OrderRow,
    kernel::audit::StoredEntry,
};

use crate::{
    harness::{TestApp, log},
    on_each_engine,
    reading::{all_rows, link, row_ids, walk, words},
    seeded::Seeded,
};

fn keys(seeded: &Seeded, numbers: &[String], key: impl Fn(&OrderRow) -> i64) -> Vec<i64> {
    let order = |number: &String| {
        let mut orders = seeded.orders.iter().map(|order| &order.order);
        orders
            .find(|order| order.order_no.to_string() == *number)
            .expect("an order of the demo")
    };
    numbers.iter().map(|number| key(order(number))).collect()
}

fn numbers<'a>(orders: impl IntoIterator<Item = &'a OrderRow>) -> BTreeSet<String> {
    orders
        .into_iter()
        .map(|order| order.order_no.to_string())
        .collect()
}

async fn every_order_is_met_once_in_order_and_back_again(app: &TestApp) {
    let seeded = Seeded::of(app);
    let mut clerk = app.login("customer_service").await;
    for size in [20, 50, 100] {
        for sort in ["created_desc", "created_asc", "amount_desc", "amount_asc"] {
            let pages = walk(
                &mut clerk,
                &format!("/orders?sort={sort}&size={size}"),
                "next",
            )
            .await;
            let on: Vec<_> = pages.iter().flat_map(|(_, page)| row_ids(page)).collect();
            let by_amount = |order: &OrderRow| order.amount.fen();
            let by_time = |order: &OrderRow| order.created_at.micros();
            let met = if sort.starts_with("amount") {
                keys(&seeded, &on, by_amount)
            } else {
                keys(&seeded, &on, by_time)
            };
            let mut sorted = met.clone();
            sorted.sort_unstable();
            if sort.ends_with("desc") {
                sorted.reverse();
            }
            assert_eq!(met, sorted, "{sort}, {size} a page");
            assert_eq!(on.len(), seeded.orders.len(), "each once");
            assert_eq!(
                BTreeSet::from_iter(on.clone()),
                numbers(seeded.orders.iter().map(|order| &order.order))
            );

            let (last, _) = pages.last().expect("a page");
            let mut back = walk(&mut clerk, last, "prev").await;
            assert!(link(&back.last().expect("a page").1, "next").is_some() || pages.len() == 1);
            back.reverse();
            let back: Vec<_> = back.iter().flat_map(|(_, page)| row_ids(page)).collect();
            assert_eq!(back, on, "{sort}, {size} a page, backwards");
        }
    }
}

async fn filters_find_exactly_what_they_say(app: &TestApp) {
    let seeded = Seeded::of(app);
    let orders = || seeded.orders.iter().map(|order| &order.order);
    let mut clerk = app.login("customer_service").await;
    let mut filters: Vec<(String, BTreeSet<String>)> = Vec::new();
    for status in OrderStatus::ALL {
        filters.push((
            format!("status={status}"),
            numbers(orders().filter(|order| order.status == *status)),
        ));
    }
    for channel in OrderChannel::ALL {
        filters.push((
            format!("channel={channel}"),
            numbers(orders().filter(|order| order.channel == *channel)),
        ));
    }
    // Days as people in China have them, both ends included.
    let day = orders().nth(20).expect("an order").created_at.day();
    let last = orders().nth(40).expect("an order").created_at.day();
    let within = |at: Timestamp| at >= day.start() && at < last.end();
    filters.push((
        format!("from={day}&to={last}"),
        numbers(orders().filter(|order| within(order.created_at))),
    ));
    filters.push((
        format!("from={day}&to={day}"),
        numbers(orders().filter(|order| order.created_at.day() == day)),
    ));
    let both = orders()
        .filter(|order| order.status == OrderStatus::Completed && order.created_at >= day.start());
    filters.push((
        format!("status=completed&from={day}&channel=&to="),
        numbers(both),
    ));
    filters.push(("from=1990-01-01&to=1990-12-31".to_owned(), BTreeSet::new()));

    for (filter, expected) in filters {
        let found = all_rows(&mut clerk, &format!("/orders?{filter}&size=20")).await;
        assert_eq!(found.len(), expected.len(), "{filter}");
        assert_eq!(BTreeSet::from_iter(found), expected, "{filter}");
        let page = clerk.get(&format!("/orders?{filter}")).await;
        let count = format!("共 {} 条订单", expected.len());
        assert!(words(&page).contains(&count), "{filter}: {count}");
    }
}

async fn the_search_finds_an_order_number_and_a_whole_phone(app: &TestApp) {
    let seeded = Seeded::of(app);
    let mut clerk = app.login("customer_service").await;
    let order = &seeded.orders[7].order;
    let typed = format!(" {} ", order.order_no.to_string().to_lowercase());
    let found = clerk.post("/orders/search", &[("search", &typed)]).await;
    assert_eq!(
        (found.status.as_u16(), found.location()),
        (303, format!("/orders/{}", order.order_no).as_str())
    );

    let before = log::head(app).await;
    let traveller = seeded.traveller(order);
    let phone = traveller.phone.expose();
    let typed = format!("+86 {}-{}-{}", &phone[..3], &phone[3..7], &phone[7..]);
    let found = clerk.post("/orders/search", &[("search", &typed)]).await;
    let place = found.location().to_owned();
    assert!(
        place.starts_with("/orders?traveller=") && !place.contains(&phone[3..7]),
        "{place}"
    );
    let listed = all_rows(&mut clerk, &place).await;
    assert_eq!(
        BTreeSet::from_iter(listed),
        numbers(seeded.orders_of(traveller))
    );
    let page = clerk.get(&place).await;
    assert!(
        !page.text.contains(phone) && !page.text.contains(traveller.name.as_str()),
        "masked"
    );

    let stranger = clerk
        .post("/orders/search", &[("search", "14399999999")])
        .await;
    assert_eq!(stranger.status.as_u16(), 200);
    assert!(stranger.text.contains("没有旅客登记过这个手机号"));
    assert!(
        !stranger.text.contains("14399999999"),
        "a number is not repeated"
    );
    let unknown = clerk
        .post("/orders/search", &[("search", "HF209901010000001")])
        .await;
    assert!(unknown.text.contains("没有订单 HF209901010000001"));
    assert!(
        unknown.text.contains("value=\"HF209901010000001\""),
        "and need not be typed again"
    );
    for part in [&phone[7..], &phone[..8], "张三", ""] {
        let refused = clerk.post("/orders/search", &[("search", part)]).await;
        assert_eq!(refused.status.as_u16(), 422, "{part}");
        assert!(refused.text.contains("不能按姓名或部分号码查找"), "{part}");
    }
    let entries = log::of_people(app, before).await;
    assert!(
        entries
            .iter()
            .all(|entry| entry.event.starts_with("order."))
    );
    assert!(!says(&entries, phone) && !says(&entries, "14399999999") && !says(&entries, "张三"));
}

fn says(entries: &[StoredEntry], text: &str) -> bool {
    serde_json::to_string(entries).expect("JSON").contains(text)
}

async fn a_list_says_what_it_was_narrowed_to(app: &TestApp) {
    let mut clerk = app.login("customer_service").await;
    let before = log::head(app).await;
    let page = clerk
        .get("/orders?status=confirmed&channel=app&from=2020-01-01&to=2030-12-31")
        .await;
    assert_eq!(page.text.matches("class=\"chip\"").count(), 4);
    let entries = log::of_people(app, before).await;
    let entry = entries.last().expect("an entry");
    assert_eq!(
        (entry.event.as_str(), entry.outcome.as_str()),
        ("order.listed", "allowed")
    );
    assert_eq!(
        (&entry.facts["status"], &entry.facts["channel"]),
        (&"confirmed".into(), &"app".into())
    );
    assert_eq!(entry.count, i64::try_from(row_ids(&page).len()).ok());
    for (query, message) in [
        ("from=yesterday", "日期格式"),
        ("from=2026-02-01&to=2026-01-01", "结束日期早于开始日期"),
    ] {
        assert!(
            clerk
                .get(&format!("/orders?{query}"))
                .await
                .text
                .contains(message),
            "{query}"
        );
    }
}

on_each_engine! {
    with_app:
    every_order_is_met_once_in_order_and_back_again
    filters_find_exactly_what_they_say
    the_search_finds_an_order_number_and_a_whole_phone
    a_list_says_what_it_was_narrowed_to
}
