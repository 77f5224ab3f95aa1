//! What each role can reach, and what it cannot, by way of its own pages (A5).

use std::collections::{BTreeMap, BTreeSet};

use hufu::{app::route_table, cli::demo::people::SyntheticOrder};

use crate::{
    harness::{Client, Page, TestApp, log},
    on_each_engine,
    reading::{all_rows, every, links},
    seeded::{Seeded, personal},
};

const REASON: &str = "客户来电核对出行信息";

/// Every page that can be reached by links from the first one.
async fn crawl(client: &mut Client) -> BTreeMap<String, Page> {
    let mut pages = BTreeMap::new();
    let mut waiting = vec!["/".to_owned()];
    while let Some(path) = waiting.pop() {
        if pages.contains_key(&path) || path.starts_with("/static/") {
            continue;
        }
        assert!(pages.len() < 1_000, "the pages do not end: {path}");
        let page = client.get(&path).await;
        waiting.extend(links(&page));
        if page.status.is_redirection() {
            waiting.push(page.location().to_owned());
        }
        pages.insert(path, page);
    }
    pages
}

/// What tells of a person or a journey, in any form that a page could show.
fn telling(seeded: &Seeded) -> BTreeSet<String> {
    let mut values: BTreeSet<String> = BTreeSet::new();
    for traveller in &seeded.travellers {
        let [name, phone, document, email] = personal(traveller).map(|(_, value)| value);
        values.insert(format!("{}****{}", &phone[..3], &phone[7..]));
        values.insert(format!("{}***********{}", &document[..3], &document[14..]));
        values.insert(traveller.birth.to_string());
        values.extend([name, phone, document, email]);
    }
    for SyntheticOrder { order, hotel, .. } in &seeded.orders {
        values.extend([
            order.destination.to_string(),
            order.product.clone(),
            hotel.to_string(),
        ]);
        values.extend(Some(order.remark.to_string()).filter(|remark| !remark.is_empty()));
    }
    values
}

/// Which of the values stand on which pages; the shell shows who is logged in.
fn told(pages: &BTreeMap<String, Page>, values: &BTreeSet<String>, own_name: &str) -> Vec<String> {
    let mut told = Vec::new();
    for (path, page) in pages {
        let text = page.text.replace(own_name, "");
        let found = values.iter().filter(|value| text.contains(value.as_str()));
        told.extend(found.map(|value| format!("{path}: {value}")));
    }
    told
}

async fn finance_sees_payments_and_nobody(app: &TestApp) {
    let seeded = Seeded::of(app);
    let values = telling(&seeded);
    let own_name = app
        .description
        .person("finance")
        .expect("a person")
        .name
        .clone();
    let mut finance = app.login("finance").await;
    let pages = crawl(&mut finance).await;
    let details = pages
        .keys()
        .filter(|path| path.starts_with("/payments/"))
        .count();
    assert_eq!(details, seeded.orders.len(), "every payment was looked at");
    assert_eq!(told(&pages, &values, &own_name), Vec::<String>::new());
    assert!(
        pages
            .values()
            .all(|page| !page.text.contains("****") && !page.text.contains("href=\"/orders"))
    );

    let order = &seeded.orders[5].order.order_no;
    for path in [
        "/orders".to_owned(),
        format!("/orders/{order}"),
        "/audit".to_owned(),
        "/audit/1".to_owned(),
    ] {
        let page = finance.get(&path).await;
        assert_eq!(page.status.as_u16(), 403, "{path}");
        assert_eq!(
            told(&BTreeMap::from([(path, page)]), &values, &own_name),
            Vec::<String>::new()
        );
    }
    for query in [
        format!("order_no={order}&expand=order"),
        format!("traveller={}", seeded.orders[5].order.traveller_number),
        "product=1".to_owned(),
        "destination=1".to_owned(),
        "sort=product".to_owned(),
        "sort=traveller_id".to_owned(),
        "columns=order_no,traveller_id".to_owned(),
        "include=orders".to_owned(),
        "phone=14200001234".to_owned(),
    ] {
        let page = finance.get(&format!("/payments?{query}")).await;
        assert_eq!(page.status.as_u16(), 400, "{query}");
        assert_eq!(
            told(&BTreeMap::from([(query, page)]), &values, &own_name),
            Vec::<String>::new()
        );
    }
    for action in ["reveal-contact", "reveal-identity", "contact-copied"] {
        let page = finance
            .post(&format!("/orders/{order}/{action}"), &[("reason", REASON)])
            .await;
        assert_eq!(page.status.as_u16(), 403, "{action}");
    }
    let search = finance
        .post("/orders/search", &[("search", &order.to_string())])
        .await;
    assert_eq!(search.status.as_u16(), 403);
}

async fn customer_service_changes_nothing_and_reveals_no_document(app: &TestApp) {
    let seeded = Seeded::of(app);
    let order = &seeded.orders[5].order;
    let document = seeded.traveller(order).document.expose().to_owned();
    let mut clerk = app.login("customer_service").await;
    let path = format!("/orders/{}", order.order_no);
    let detail = clerk.get(&path).await;
    assert!(
        !detail.text.contains("reveal-identity"),
        "no form leads there"
    );

    let before = log::head(app).await;
    let refused = clerk
        .post(&format!("{path}/reveal-identity"), &[("reason", REASON)])
        .await;
    assert_eq!(refused.status.as_u16(), 403);
    assert!(!refused.text.contains(&document));
    let entries = log::of_people(app, before).await;
    assert_eq!(entries.len(), 1);
    assert_eq!(
        (entries[0].event.as_str(), entries[0].outcome.as_str()),
        ("access.denied", "denied")
    );
    assert_eq!(
        (entries[0].permission.as_str(), entries[0].opened.len()),
        ("order:reveal_identity", 0)
    );

    let own = [
        "order:list",
        "order:reveal_contact",
        "session:end",
        "preferences:choose",
    ];
    for route in route_table()
        .iter()
        .filter(|route| route.method == "POST" && !own.contains(&route.permission.name))
    {
        let target = route
            .path
            .replace("{order_no}", &order.order_no.to_string())
            .replace("{id}", "019aae1e-0000-7000-8000-0000a1b2c3d4");
        assert_eq!(
            clerk
                .post(&target, &[("reason", REASON)])
                .await
                .status
                .as_u16(),
            403,
            "{target}"
        );
    }
    for method in ["POST", "PUT", "PATCH", "DELETE"] {
        for target in [path.as_str(), "/orders", "/payments"] {
            let method = reqwest::Method::from_bytes(method.as_bytes()).expect("a method");
            let request = clerk
                .http()
                .request(method.clone(), format!("{}{target}", clerk.base()))
                .header("origin", clerk.base())
                .form(&[("csrf", clerk.csrf()), ("status", "refunded")]);
            let status = clerk.send(request).await.status.as_u16();
            assert!(
                [403, 404, 405].contains(&status),
                "{method} {target}: {status}"
            );
        }
    }
    let again = clerk.get(&path).await;
    assert_eq!(
        without_times(&again),
        without_times(&detail),
        "the order is as it was"
    );
    for path in ["/payments", "/audit"] {
        assert_eq!(clerk.get(path).await.status.as_u16(), 403, "{path}");
    }
}

/// The words of a page without those of the watermark and the form tokens, which change by the minute.
fn without_times(page: &Page) -> Vec<String> {
    every(&page.text, "<dl class=\"facts\">", "</dl>")
        .map(str::to_owned)
        .map(|facts| match facts.split_once("name=\"csrf\"") {
            Some((before, _)) => before.to_owned(),
            None => facts,
        })
        .collect()
}

async fn an_admin_can_do_both_and_reads_no_log(app: &TestApp) {
    let seeded = Seeded::of(app);
    let order = &seeded.orders[5].order;
    let traveller = seeded.traveller(order);
    let mut admin = app.login("admin").await;
    assert_eq!(
        all_rows(&mut admin, "/payments?size=20").await.len(),
        seeded.orders.len()
    );
    assert_eq!(
        all_rows(&mut admin, "/orders?size=20").await.len(),
        seeded.orders.len()
    );
    let path = format!("/orders/{}", order.order_no);
    let detail = admin.get(&path).await;
    assert!(
        detail.text.contains("reveal-identity")
            && !detail.text.contains(traveller.document.expose())
    );
    let before = log::head(app).await;
    let revealed = admin
        .post(&format!("{path}/reveal-identity"), &[("reason", REASON)])
        .await;
    assert_eq!(revealed.status.as_u16(), 200);
    assert!(
        revealed.text.contains(traveller.document.expose())
            && !revealed.text.contains(traveller.phone.expose())
    );
    let entries = log::of_people(app, before).await;
    assert_eq!(entries[0].opened, ["identity:revealed"]);
    assert_eq!(entries[0].reason.as_deref(), Some(REASON));
    for path in ["/audit", "/audit/1"] {
        assert_eq!(admin.get(path).await.status.as_u16(), 403, "{path}");
    }
}

async fn the_auditor_reads_the_log_and_nothing_else(app: &TestApp) {
    let seeded = Seeded::of(app);
    let order = seeded.orders[5].order.order_no.to_string();
    let mut admin = app.login("admin").await;
    admin.get(&format!("/orders/{order}")).await;
    admin
        .post(
            &format!("/orders/{order}/reveal-identity"),
            &[("reason", REASON)],
        )
        .await;
    let mut auditor = app.login("auditor").await;
    let own = [
        "audit",
        "evidence",
        "home",
        "login",
        "demo_phone",
        "envelope_key",
        "export",
    ];
    for route in route_table()
        .iter()
        .filter(|route| route.method == "GET" && !own.contains(&route.permission.object))
    {
        let path = route
            .path
            .replace("{order_no}", &order)
            .replace("{id}", "019aae1e-0000-7000-8000-0000a1b2c3d4");
        let before = log::head(app).await;
        assert_eq!(auditor.get(&path).await.status.as_u16(), 403, "{path}");
        let entries = log::of_people(app, before).await;
        let events: Vec<_> = entries.iter().map(|entry| entry.event.as_str()).collect();
        assert_eq!(events, ["access.denied"], "{path}");
    }
    for data_set in ["orders", "travellers", "payments"] {
        let asked = auditor
            .post(
                &format!("/exports/{data_set}"),
                &[("format", "csv"), ("reason", REASON)],
            )
            .await;
        assert_eq!(asked.status.as_u16(), 403, "{data_set}");
    }
    let reveal = auditor
        .post(
            &format!("/orders/{order}/reveal-contact"),
            &[("reason", REASON)],
        )
        .await;
    assert_eq!(reveal.status.as_u16(), 403);

    let own_name = app
        .description
        .person("auditor")
        .expect("a person")
        .name
        .clone();
    let mut pages = BTreeMap::new();
    for path in all_paths(&mut auditor).await {
        let page = auditor.get(&path).await;
        assert_eq!(page.status.as_u16(), 200, "{path}");
        pages.insert(path, page);
    }
    assert!(pages.len() > 10);
    let values: BTreeSet<_> = seeded
        .travellers
        .iter()
        .flat_map(personal)
        .map(|(_, value)| value)
        .collect();
    assert_eq!(
        told(&pages, &values, &own_name),
        Vec::<String>::new(),
        "who looked, at no one nameable"
    );
}

/// Every page of the list of entries, the page of each entry, and the catalogue.
async fn all_paths(auditor: &mut Client) -> Vec<String> {
    let entries = all_rows(auditor, "/audit?size=100").await;
    let entries = entries
        .into_iter()
        .map(|sequence| format!("/audit/{sequence}"));
    entries
        .chain(["/audit?size=100", "/audit/events"].map(str::to_owned))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_nobody_can_have_is_answered_with_those_there_are() {
    use hufu::{
        features::staff::api::{NewStaff, StaffCreate, create},
        kernel::authz::Grant,
    };
    let app = TestApp::spawn(crate::harness::Engine::Sqlite).await;
    for role in ["chef", "anonymous"] {
        let new = NewStaff {
            role: role.to_owned(),
            name: "林晓".to_owned().into(),
            phone: hufu::base::phone::Phone::parse("14299990001").expect("a phone"),
            password: "a long enough password".to_owned().into(),
        };
        let grant = Grant::<StaffCreate>::operator(app.kernel())
            .await
            .expect("a grant");
        let refused = create(grant, new)
            .await
            .expect_err("no such role")
            .to_string();
        for known in ["admin", "auditor", "customer_service", "finance"] {
            assert!(refused.contains(known), "{refused}");
        }
        assert!(!refused.contains("anonymous"), "{refused}");
    }
    app.stop().await;
}

on_each_engine! {
    with_app:
    finance_sees_payments_and_nobody
    customer_service_changes_nothing_and_reveals_no_document
    an_admin_can_do_both_and_reads_no_log
    the_auditor_reads_the_log_and_nothing_else
}
