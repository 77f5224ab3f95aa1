//! Markup that people and files bring in stays text on every page it reaches (F3, F4).

use std::{collections::BTreeSet, io};

use csv::StringRecord;
use hufu::{
    features::import::{
        BookedOrder, Item, Kind, Orders, Payments, Source, Stop, Travellers, import,
        rows::{ImportRow, OrderRow, PaymentRow, TravellerRow},
    },
    kernel::authz::Grant,
};
use zeroize::Zeroizing;

use crate::{
    harness::{Page, TestApp},
    on_each_engine,
    reading::words,
};

const REASON: &str = "客户来电核对出行信息";
const PHONE: &str = "14212345678";

/// Markup as attackers write it, and what must be left of it as text.
const PAYLOADS: &[(&str, &str)] = &[
    ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    (
        "\"><img src=x onerror=alert(1)>",
        "\"><img src=x onerror=alert(1)>",
    ),
    ("'><svg/onload=alert(1)>", "'><svg/onload=alert(1)>"),
    (
        "</title><script>alert(1)</script>",
        "</title><script>alert(1)</script>",
    ),
    (
        "</textarea></style></noscript><iframe srcdoc=x>",
        "</textarea></style></noscript><iframe srcdoc=x>",
    ),
    ("javascript:alert(1)", "javascript:alert(1)"),
    (
        "<a href=javascript:alert(1)>x</a>",
        "<a href=javascript:alert(1)>x</a>",
    ),
    ("&lt;script&gt;&#60;b&#62;", "&lt;script&gt;&#60;b&#62;"),
    (
        "{{7*7}}${7*7}#{7*7}<%= 7*7 %>",
        "{{7*7}}${7*7}#{7*7}<%= 7*7 %>",
    ),
    ("a\u{202e}gpj.b\u{2066}c\u{200b}d\u{0}e\u{7}", "agpj.bcde"),
    ("<!--><![CDATA[<x>]]>--!>", "<!--><![CDATA[<x>]]>--!>"),
];

async fn bring_in<K: Kind>(app: &TestApp, row: K::Row) {
    let items = [io::Result::Ok(Item {
        line: 1,
        read: 0,
        row: Ok(row),
    })];
    let grant = Grant::<K::Permission>::operator(app.kernel())
        .await
        .expect("a grant");
    let finished = import::<K>(
        grant,
        Source::CSV,
        items.into_iter(),
        &Stop::default(),
        |_| Ok(()),
    )
    .await
    .expect("an import");
    assert_eq!((finished.counts.stored, finished.counts.refused), (1, 0));
}

fn row<R: ImportRow>(cells: &[&str]) -> R {
    R::parse(&StringRecord::from(cells.to_vec())).expect("a row")
}

/// A traveller, an order and a payment whose every free text is this one.
async fn bring_in_everywhere(app: &TestApp, number: usize, text: &str) -> (String, String) {
    let (id, order_no) = (number.to_string(), format!("HF20260101{number:07}"));
    let (phone, passport) = (format!("1429{number:07}"), format!("E{number:08}"));
    let email = format!("\"><img/src=x/onerror=alert({number})>@x.example");
    let at = "2026-01-01T00:00:00Z";
    bring_in::<Travellers>(
        app,
        row::<TravellerRow>(&[
            &id,
            text,
            "F",
            "1990-01-01",
            "passport",
            &passport,
            &phone,
            &email,
            at,
        ]),
    )
    .await;
    let order = row::<OrderRow>(&[
        &id,
        &order_no,
        &id,
        "paid",
        "app",
        text,
        text,
        "2026-03-01",
        "2026-03-05",
        "2",
        "12345",
        text,
        at,
        at,
    ]);
    // As an order row cleans its texts.
    let hotel = Zeroizing::new(order.remark.to_string());
    bring_in::<Orders>(app, BookedOrder { order, hotel }).await;
    bring_in::<Payments>(
        app,
        row::<PaymentRow>(&[
            &id,
            &id,
            "cash",
            "success",
            "12345",
            &format!("TX{number}"),
            at,
        ]),
    )
    .await;
    (order_no, phone)
}

/// The elements of a page, each with the names of its attributes.
fn elements(page: &Page) -> BTreeSet<String> {
    let tags = page
        .text
        .split('<')
        .skip(1)
        .map(|rest| rest.split_once('>').map_or(rest, |(tag, _)| tag));
    let shape = |tag: &str| {
        let mut outside = true;
        let bare: String = tag
            .chars()
            .filter(|character| {
                let quote = *character == '"';
                outside ^= quote;
                outside && !quote
            })
            .collect();
        bare
    };
    tags.map(shape).collect()
}

async fn markup_renders_as_text_on_every_page_it_reaches(app: &TestApp) {
    let mut admin = app.login("admin").await;
    let (order, phone) = bring_in_everywhere(app, 9_000_000, "安静的文字").await;
    let usual = admin.get(&format!("/orders/{order}")).await;
    let mut known = elements(&usual);
    for path in [
        format!("/orders/{order}/reveal-contact"),
        format!("/orders/{order}/reveal-identity"),
    ] {
        known.extend(elements(&admin.post(&path, &[("reason", REASON)]).await));
        known.extend(elements(&admin.post(&path, &[("reason", "x")]).await));
    }
    known.extend(elements(
        &admin.post("/orders/search", &[("search", "x")]).await,
    ));
    let found = admin.post("/orders/search", &[("search", &phone)]).await;
    known.extend(elements(&admin.get(found.location()).await));
    for path in ["/orders?size=100", "/payments?size=100", "/orders?from=x"] {
        known.extend(elements(&admin.get(path).await));
    }

    for (number, (payload, text)) in (9_000_001..).zip(PAYLOADS) {
        let (order, phone) = bring_in_everywhere(app, number, payload).await;
        let detail = admin.get(&format!("/orders/{order}")).await;
        assert_eq!(
            words(&detail).matches(text).count(),
            4,
            "{payload}: product, destination, hotel, remark"
        );
        let contact = admin
            .post(
                &format!("/orders/{order}/reveal-contact"),
                &[("reason", REASON)],
            )
            .await;
        assert!(words(&contact).contains(text), "{payload}: name");
        assert!(
            words(&contact).contains("\"><img/src=x/onerror"),
            "{payload}: e-mail"
        );
        let found = admin.post("/orders/search", &[("search", &phone)]).await;
        let narrowed = admin.get(found.location()).await;
        assert!(
            words(&narrowed).contains(text),
            "{payload}: product in the list"
        );
        // What was typed comes back as text too, or not at all.
        let reason = admin
            .post(
                &format!("/orders/{order}/reveal-contact"),
                &[("reason", &format!("{payload} {PHONE}"))],
            )
            .await;
        assert_eq!(reason.status.as_u16(), 422, "{payload}");
        let search = admin.post("/orders/search", &[("search", payload)]).await;
        assert_eq!(search.status.as_u16(), 422, "{payload}");
        let typed = url::form_urlencoded::byte_serialize(payload.as_bytes()).collect::<String>();
        let days = admin.get(&format!("/orders?from={typed}")).await;
        assert_eq!(days.status.as_u16(), 400, "{payload}");
        let identity = admin
            .post(
                &format!("/orders/{order}/reveal-identity"),
                &[("reason", REASON)],
            )
            .await;
        let lists = [
            admin.get("/orders?size=100").await,
            admin.get("/payments?size=100").await,
        ];
        let stored = [detail, contact, narrowed, identity];
        for page in stored.iter().chain(&lists).chain(&[reason, search, days]) {
            let foreign: Vec<_> = elements(page).difference(&known).cloned().collect();
            assert_eq!(foreign, Vec::<String>::new(), "{payload}");
        }
        for page in stored.iter().chain(&lists) {
            assert!(
                !page
                    .text
                    .contains(['\u{202e}', '\u{2066}', '\u{200b}', '\u{0}', '\u{7}']),
                "{payload}"
            );
        }
    }
}

on_each_engine! {
    with_app:
    markup_renders_as_text_on_every_page_it_reaches
}
