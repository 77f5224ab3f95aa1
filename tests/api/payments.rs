//! The list of payments and its totals (B1, F5, F6).

use std::collections::BTreeSet;

use hufu::{
    base::{
        money::Fen,
        travel::{PaymentMethod, PaymentStatus},
    },
    cli::demo::people::SyntheticOrder,
};

use crate::{
    harness::{Page, TestApp, log},
    on_each_engine,
    reading::{every, row_ids, rows, walk, words},
    seeded::Seeded,
};

/// The order numbers of a page's rows.
fn order_numbers(page: &Page) -> Vec<&str> {
    let links = every(
        &page.text,
        "class=\"row-link code\" href=\"/payments/",
        "</a>",
    );
    links
        .filter_map(|link| link.split_once('>'))
        .map(|(_, number)| number)
        .collect()
}

/// The amounts of a page's rows.
fn amounts(page: &Page) -> Vec<Fen> {
    let (_, body) = page.text.split_once("<tbody>").unwrap_or_default();
    every(body, "<span class=\"money\">¥", "</span>")
        .map(yuan)
        .collect()
}

fn yuan(text: &str) -> Fen {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    Fen::new(digits.parse().expect("an amount"))
}

/// The total that a page says, of all that match.
fn total(page: &Page) -> Fen {
    let said = every(&page.text, "<dl class=\"totals body\">", "</dl>").next();
    let amount = said.and_then(|totals| every(totals, "¥", "</span>").next());
    amount.map_or(Fen::new(0), yuan)
}

async fn every_payment_is_met_once_in_order_and_back_again(app: &TestApp) {
    let seeded = Seeded::of(app);
    let mut finance = app.login("finance").await;
    let mut expected: Vec<Fen> = seeded
        .orders
        .iter()
        .map(|order| order.payment.amount)
        .collect();
    expected.sort_unstable();
    for sort in ["created_desc", "created_asc", "amount_desc", "amount_asc"] {
        let pages = walk(
            &mut finance,
            &format!("/payments?sort={sort}&size=20"),
            "next",
        )
        .await;
        let on: Vec<_> = pages.iter().flat_map(|(_, page)| row_ids(page)).collect();
        assert_eq!(
            BTreeSet::from_iter(&on).len(),
            seeded.orders.len(),
            "each once"
        );
        assert_eq!(on.len(), seeded.orders.len());
        let mut met: Vec<_> = pages.iter().flat_map(|(_, page)| amounts(page)).collect();
        match sort {
            "amount_asc" => assert_eq!(met, expected),
            "amount_desc" => assert!(met.iter().rev().eq(&expected)),
            _ => {
                let numbers: Vec<_> = pages
                    .iter()
                    .flat_map(|(_, page)| order_numbers(page))
                    .collect();
                let mut by_time: Vec<_> = seeded
                    .orders
                    .iter()
                    .map(|order| order.order.order_no.to_string())
                    .collect();
                if sort.ends_with("desc") {
                    by_time.reverse();
                }
                assert_eq!(numbers, by_time);
                met.sort_unstable();
                assert_eq!(met, expected);
            }
        }
        let (last, _) = pages.last().expect("a page");
        let mut back = walk(&mut finance, last, "prev").await;
        back.reverse();
        let back: Vec<_> = back.iter().flat_map(|(_, page)| row_ids(page)).collect();
        assert_eq!(back, on, "{sort}, backwards");
    }
}

async fn totals_are_the_sum_of_what_the_filter_finds(app: &TestApp) {
    let seeded = Seeded::of(app);
    let mut finance = app.login("finance").await;
    let day = seeded.orders[15].order.created_at.day();
    let one = &seeded.orders[30].order.order_no;
    type Matches<'a> = Box<dyn Fn(&SyntheticOrder) -> bool + 'a>;
    let mut filters: Vec<(String, Matches<'_>)> = vec![
        (String::new(), Box::new(|_| true)),
        (
            format!("to={day}"),
            Box::new(|order| order.order.created_at < day.end()),
        ),
        (
            format!("order_no={}", one.to_string().to_lowercase()),
            Box::new(|order| order.order.order_no == *one),
        ),
        ("order_no=HF199001010000001".to_owned(), Box::new(|_| false)),
    ];
    for status in PaymentStatus::ALL {
        filters.push((
            format!("status={status}"),
            Box::new(|order| order.payment.status == *status),
        ));
    }
    for method in PaymentMethod::ALL {
        filters.push((
            format!("method={method}&from={day}"),
            Box::new(|order| {
                order.payment.method == *method && order.order.created_at >= day.start()
            }),
        ));
    }
    for (filter, matches) in filters {
        let expected: Vec<_> = seeded
            .orders
            .iter()
            .filter(|order| matches(order))
            .collect();
        let sum = Fen::new(
            expected
                .iter()
                .map(|order| order.payment.amount.fen())
                .sum(),
        );
        let pages = walk(&mut finance, &format!("/payments?{filter}&size=20"), "next").await;
        let shown: Vec<_> = pages.iter().flat_map(|(_, page)| amounts(page)).collect();
        assert_eq!(shown.len(), expected.len(), "{filter}");
        assert_eq!(
            Fen::new(shown.iter().map(|amount| amount.fen()).sum()),
            sum,
            "{filter}: what the rows come to"
        );
        for (path, page) in &pages {
            assert_eq!(total(page), sum, "{path}: what the total says");
            assert!(
                words(page).contains(&format!("共 {} 笔支付", expected.len())),
                "{path}"
            );
        }
    }
}

async fn no_entry_of_finance_names_a_subject(app: &TestApp) {
    let mut finance = app.login("finance").await;
    let before = log::head(app).await;
    let page = finance.get("/payments?status=success&method=wechat").await;
    finance.get(&rows(&page)[0]).await;
    let entries = log::of_people(app, before).await;
    let events: Vec<_> = entries.iter().map(|entry| entry.event.as_str()).collect();
    assert_eq!(events, ["payment.listed", "payment.viewed"]);
    assert!(
        entries
            .iter()
            .all(|entry| entry.subject_count == 0 && entry.opened.is_empty())
    );
}

async fn a_phone_in_place_of_an_order_number_is_explained_and_not_repeated(app: &TestApp) {
    let mut finance = app.login("finance").await;
    let page = finance.get("/payments?order_no=14200000001").await;
    assert_eq!(page.status.as_u16(), 400);
    assert!(page.text.contains("订单号应为 HF 加 15 位数字"));
    assert!(!page.text.contains("14200000001"));
}

async fn a_trade_number_finds_its_payment_alone(app: &TestApp) {
    let seeded = Seeded::of(app);
    let mut finance = app.login("finance").await;
    let before = log::head(app).await;
    let wanted = &seeded.orders[11];
    let trade_no = wanted.payment.trade_no.as_str();
    let page = finance
        .get(&format!("/payments?trade_no=%20{trade_no}"))
        .await;
    assert_eq!(
        order_numbers(&page),
        [wanted.order.order_no.to_string().as_str()]
    );
    let part = finance
        .get(&format!("/payments?trade_no={}", &trade_no[1..]))
        .await;
    assert!(order_numbers(&part).is_empty(), "whole numbers only");
    let entries = log::of_people(app, before).await;
    assert_eq!(entries[0].facts["filters"], serde_json::json!(["trade_no"]));
    let phone = finance.get("/payments?trade_no=14200001234").await;
    assert_eq!(phone.status.as_u16(), 400);
    assert!(
        !phone.text.contains("14200001234"),
        "a phone is not repeated"
    );
}

on_each_engine! {
    with_app:
    every_payment_is_met_once_in_order_and_back_again
    totals_are_the_sum_of_what_the_filter_finds
    no_entry_of_finance_names_a_subject
    a_phone_in_place_of_an_order_number_is_explained_and_not_repeated
    a_trade_number_finds_its_payment_alone
}
