//! Revealing a value: for a reason, once, with an entry that says who, whose, what and why (B2, A7).

use crate::{
    harness::{TestApp, log},
    on_each_engine,
    reading::{every, words},
    seeded::Seeded,
};

const REASON: &str = "客户来电核对出行信息";

async fn a_reason_is_needed_and_a_refused_one_opens_nothing(app: &TestApp) {
    let seeded = Seeded::of(app);
    let order = &seeded.orders[3].order;
    let phone = seeded.traveller(order).phone.expose();
    let mut clerk = app.login("customer_service").await;
    let path = format!("/orders/{}/reveal-contact", order.order_no);
    let long = "事".repeat(201);
    let refused = [
        ("", "事由至少 5 个字"),
        ("来电", "事由至少 5 个字"),
        (" \u{200b} \u{200b} \u{200b} ", "事由至少 5 个字"),
        (&long, "事由最多 200 个字"),
        ("客户 142 0000 4321 来电", "请您不要填写手机号"),
        ("客户 119999199001010020 来电", "请您不要填写身份证号"),
        ("护照 E12345678 已核对", "请您不要填写证件号"),
        ("行程发到 wang@example.com", "请您不要填写邮箱"),
    ];
    for (reason, message) in refused {
        let before = log::head(app).await;
        let page = clerk.post(&path, &[("reason", reason)]).await;
        assert_eq!(page.status.as_u16(), 422, "{reason}");
        assert!(words(&page).contains(message), "{reason}: {message}");
        assert!(
            page.text
                .contains(&format!(">{}</textarea>", reason.trim())),
            "{reason} is kept"
        );
        assert!(!page.text.contains(phone), "{reason}");
        let entries = log::of_people(app, before).await;
        assert_eq!(entries.len(), 1, "{reason}");
        assert_eq!(
            (entries[0].outcome.as_str(), entries[0].subject_count),
            ("failed", 0),
            "{reason}"
        );
        assert!(
            entries[0].opened.is_empty() && entries[0].reason.is_none(),
            "{reason}"
        );
    }
}

async fn the_entry_names_person_subject_part_and_reason(app: &TestApp) {
    let seeded = Seeded::of(app);
    let order = &seeded.orders[3].order;
    let traveller = seeded.traveller(order);
    let number = order.order_no.to_string();
    let (mut clerk, mut auditor) = (
        app.login("customer_service").await,
        app.login("auditor").await,
    );
    let search = clerk
        .post("/orders/search", &[("search", traveller.phone.expose())])
        .await;
    let subject = search
        .location()
        .rsplit('=')
        .next()
        .expect("an id")
        .to_owned();

    let detail = clerk.get(&format!("/orders/{number}")).await;
    assert!(
        !detail.text.contains(traveller.phone.expose())
            && !detail.text.contains(traveller.name.as_str())
    );
    assert!(
        detail
            .text
            .contains(&format!("{}****", &traveller.phone.expose()[..3]))
    );
    let before = log::head(app).await;
    let page = clerk
        .post(
            &format!("/orders/{number}/reveal-contact"),
            &[("reason", REASON)],
        )
        .await;
    assert_eq!(page.status.as_u16(), 200);
    for value in [
        traveller.phone.expose(),
        traveller.name.as_str(),
        traveller.email.as_str(),
    ] {
        assert!(page.text.contains(value));
    }
    assert!(
        !page.text.contains(traveller.document.expose()),
        "one part, not the other"
    );
    let copied = clerk
        .post(&format!("/orders/{number}/contact-copied"), &[])
        .await;
    assert_eq!(copied.text, "true");

    let entries = log::of_people(app, before).await;
    let events: Vec<_> = entries.iter().map(|entry| entry.event.as_str()).collect();
    assert_eq!(events, ["order.contact_revealed", "order.contact_copied"]);
    let entry = &entries[0];
    assert_eq!(entry.role, "customer_service");
    assert!(entry.actor.is_some() && entry.session.is_some() && entry.address.is_some());
    assert_eq!(entry.opened, ["contact:revealed"]);
    assert_eq!(entry.reason.as_deref(), Some(REASON));
    assert_eq!(entry.resource.as_deref(), Some(number.as_str()));
    assert_eq!(entry.subject_count, 1);
    assert_eq!(
        page.headers["x-request-id"],
        entry.request.to_string().as_str()
    );
    let evidence = auditor.get(&format!("/audit/{}", entry.sequence)).await;
    let subjects: Vec<_> = every(&evidence.text, "/audit?subject=", "\"").collect();
    assert_eq!(subjects, [subject.as_str()]);

    // What was revealed once is masked again.
    let again = clerk.get(&format!("/orders/{number}")).await;
    assert!(!again.text.contains(traveller.phone.expose()));
}

async fn what_was_asked_for_is_entered_where_it_is_not_there(app: &TestApp) {
    let (mut clerk, mut finance) = (
        app.login("customer_service").await,
        app.login("finance").await,
    );
    let before = log::head(app).await;
    let (order, payment) = ("HF209901010000001", "01900000-0000-7000-8000-000000000000");
    assert_eq!(
        clerk.get(&format!("/orders/{order}")).await.status.as_u16(),
        404
    );
    let revealing = clerk
        .post(
            &format!("/orders/{order}/reveal-contact"),
            &[("reason", REASON)],
        )
        .await;
    assert_eq!(revealing.status.as_u16(), 404);
    assert_eq!(
        finance
            .get(&format!("/payments/{payment}"))
            .await
            .status
            .as_u16(),
        404
    );
    let entries = log::of_people(app, before).await;
    let told: Vec<_> = entries
        .iter()
        .map(|entry| {
            (
                entry.event.as_str(),
                entry.resource_kind.as_deref(),
                entry.resource.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("request.failed", Some("order"), Some(order)),
            ("request.failed", Some("order"), Some(order)),
            ("request.failed", Some("payment"), Some(payment)),
        ]
    );
}

on_each_engine! {
    with_app:
    a_reason_is_needed_and_a_refused_one_opens_nothing
    the_entry_names_person_subject_part_and_reason
    what_was_asked_for_is_entered_where_it_is_not_there
}
