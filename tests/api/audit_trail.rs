//! The auditor's search finds exactly what happened, and is itself recorded (A7).

use std::{collections::BTreeSet, time::Duration};

use hufu::kernel::audit::StoredEntry;

use crate::{
    harness::{Client, TestApp, log},
    on_each_engine,
    reading::{all_rows, every, row_ids, unescape, walk},
    seeded::Seeded,
};

const REASON: &str = "客户来电核对出行信息";

/// What some people did, and what a test has to know of it.
struct History {
    entries: Vec<StoredEntry>,
    /// The first and the last minute of it, as the filters take them.
    minutes: (String, String),
    order: String,
    traveller: String,
    /// The requests that found the traveller or showed something of them.
    saw_traveller: BTreeSet<String>,
}

async fn get(client: &mut Client, path: &str) -> String {
    let page = client.get(path).await;
    page.headers["x-request-id"]
        .to_str()
        .expect("text")
        .to_owned()
}

async fn make_history(app: &TestApp) -> History {
    let seeded = Seeded::of(app);
    let order = &seeded.orders[9].order;
    let path = format!("/orders/{}", order.order_no);
    let (mut clerk, mut finance, mut admin) = (
        app.login("customer_service").await,
        app.login("finance").await,
        app.login("admin").await,
    );
    app.clock.advance(Duration::from_secs(120));
    let (before, first) = (log::head(app).await, app.now());

    let mut saw_traveller = BTreeSet::new();
    let search = clerk
        .post(
            "/orders/search",
            &[("search", seeded.traveller(order).phone.expose())],
        )
        .await;
    let narrowed = search.location().to_owned();
    saw_traveller.insert(
        search.headers["x-request-id"]
            .to_str()
            .expect("text")
            .to_owned(),
    );
    saw_traveller.insert(get(&mut clerk, &narrowed).await);
    saw_traveller.insert(get(&mut clerk, &path).await);
    let other = seeded
        .orders
        .iter()
        .find(|other| other.order.traveller_number != order.traveller_number)
        .expect("another");
    get(&mut clerk, &format!("/orders/{}", other.order.order_no)).await;
    get(&mut clerk, "/payments").await;
    clerk
        .post(&format!("{path}/reveal-identity"), &[("reason", REASON)])
        .await;
    app.clock.advance(Duration::from_secs(60));
    get(&mut finance, "/payments").await;
    get(&mut finance, &path).await;
    get(&mut finance, "/payments?status=lost").await;
    get(&mut admin, "/orders/HF199001010000001").await;
    let revealed = admin
        .post(&format!("{path}/reveal-identity"), &[("reason", REASON)])
        .await;
    saw_traveller.insert(
        revealed.headers["x-request-id"]
            .to_str()
            .expect("text")
            .to_owned(),
    );

    let minute = |at: hufu::base::clock::Timestamp| at.local().replace(' ', "T");
    let minutes = (minute(first), minute(app.now()));
    app.clock.advance(Duration::from_secs(300));
    History {
        entries: log::entries_after(app, before).await,
        minutes,
        order: order.order_no.to_string(),
        traveller: narrowed.rsplit('=').next().expect("an id").to_owned(),
        saw_traveller,
    }
}

impl History {
    /// The first that a person brought about.
    fn first(&self) -> &StoredEntry {
        let mut entries = self.entries.iter();
        let first = entries.find(|entry| entry.actor_kind != "system");
        first.expect("an entry")
    }

    fn sequences(&self, matches: impl Fn(&StoredEntry) -> bool) -> Vec<String> {
        let matching = self.entries.iter().rev().filter(|entry| matches(entry));
        matching.map(|entry| entry.sequence.to_string()).collect()
    }

    fn url(&self, filter: &str) -> String {
        format!(
            "/audit?from={}&to={}&{filter}",
            self.minutes.0, self.minutes.1
        )
    }
}

async fn every_filter_finds_exactly_its_entries(app: &TestApp) {
    let history = make_history(app).await;
    let events: Vec<_> = history
        .entries
        .iter()
        .map(|entry| entry.event.as_str())
        .collect();
    assert_eq!(
        events,
        [
            "order.searched",
            "order.listed",
            "order.viewed",
            "order.viewed",
            "access.denied",
            "access.denied",
            "payment.listed",
            "access.denied",
            "request.failed",
            "request.failed",
            "order.identity_revealed",
        ]
    );
    let mut auditor = app.login("auditor").await;
    let clerk = history.first().actor.expect("a clerk");
    let session = history.first().session.expect("a session");
    let request = history.entries[2].request;
    let order = history.order.as_str();
    let in_first = |entry: &StoredEntry| entry.at == history.first().at;
    type Matches<'a> = Box<dyn Fn(&StoredEntry) -> bool + 'a>;
    let filters: Vec<(String, Matches<'_>)> = vec![
        (String::new(), Box::new(|_| true)),
        (
            format!("person={clerk}"),
            Box::new(|entry| entry.actor == Some(clerk)),
        ),
        (
            "person=finance".to_owned(),
            Box::new(|entry| entry.role == "finance"),
        ),
        ("person=anonymous".to_owned(), Box::new(|_| false)),
        (
            "event=order.viewed".to_owned(),
            Box::new(|entry| entry.event == "order.viewed"),
        ),
        (
            "event=access.denied&person=finance".to_owned(),
            Box::new(|entry| entry.event == "access.denied" && entry.role == "finance"),
        ),
        (
            "outcome=failed".to_owned(),
            Box::new(|entry| entry.outcome.as_str() == "failed"),
        ),
        (
            "outcome=denied".to_owned(),
            Box::new(|entry| entry.outcome.as_str() == "denied"),
        ),
        (
            "kind=order".to_owned(),
            Box::new(|entry| entry.resource_kind.as_deref() == Some("order")),
        ),
        (
            format!("kind=order&resource={order}"),
            Box::new(|entry| entry.resource.as_deref() == Some(order)),
        ),
        (
            format!("session={session}"),
            Box::new(|entry| entry.session == Some(session)),
        ),
        (
            format!("request={request}"),
            Box::new(|entry| entry.request == request),
        ),
        (format!("subject={clerk}"), Box::new(|_| false)),
        (
            "address=127.0.0.1".to_owned(),
            Box::new(|entry| entry.address.as_deref() == Some("127.0.0.1")),
        ),
        ("address=203.0.113.7".to_owned(), Box::new(|_| false)),
    ];
    for (filter, matches) in filters {
        let found = all_rows(&mut auditor, &history.url(&filter)).await;
        assert_eq!(found, history.sequences(matches), "{filter}");
    }
    let first_minute = all_rows(
        &mut auditor,
        &format!("/audit?from={0}&to={0}", history.minutes.0),
    )
    .await;
    assert_eq!(first_minute, history.sequences(in_first));
}

async fn the_traveller_filter_answers_who_has_seen_them(app: &TestApp) {
    let history = make_history(app).await;
    let mut auditor = app.login("auditor").await;
    let found = all_rows(
        &mut auditor,
        &history.url(&format!("subject={}", history.traveller)),
    )
    .await;
    let expected =
        history.sequences(|entry| history.saw_traveller.contains(&entry.request.to_string()));
    assert_eq!(expected.len(), 4);
    assert_eq!(found, expected);
    // All time: the import that brought them in as well, and nobody else's pages but lists.
    let ever = all_rows(
        &mut auditor,
        &format!("/audit?subject={}", history.traveller),
    )
    .await;
    let entries = log::entries_after(app, 0).await;
    let events: BTreeSet<_> = entries
        .iter()
        .filter(|entry| ever.contains(&entry.sequence.to_string()))
        .map(|entry| entry.event.as_str())
        .collect();
    assert!(
        events.contains("order.identity_revealed")
            && events
                .iter()
                .all(|event| event.starts_with("order.") || event.starts_with("import.")),
        "{events:?}"
    );
}

async fn timelines_say_who_saw_a_traveller_and_whom_a_clerk_saw(app: &TestApp) {
    let history = make_history(app).await;
    let clerk = history.first().actor.expect("a clerk");
    let (traveller, staff) = (
        format!("/audit/travellers/{}", history.traveller),
        format!("/audit/staff/{clerk}"),
    );
    let mut auditor = app.login("auditor").await;
    let before = log::head(app).await;

    let page = auditor.get(&traveller).await;
    assert_eq!(page.status.as_u16(), 200);
    let saw = |entry: &StoredEntry| {
        history.saw_traveller.contains(&entry.request.to_string()) && !entry.opened.is_empty()
    };
    let expected: Vec<i64> = history
        .sequences(saw)
        .iter()
        .map(|number| number.parse().expect("a number"))
        .collect();
    assert!(expected.len() >= 3, "{expected:?}");
    let first = history.first().sequence;
    let found: Vec<i64> = row_ids(&page)
        .iter()
        .filter_map(|number| number.parse().ok())
        .filter(|number| *number >= first)
        .collect();
    assert_eq!(found, expected);
    assert!(page.text.contains(REASON));

    let page = auditor.get(&staff).await;
    assert_eq!(page.status.as_u16(), 200);
    assert!(page.text.contains(&format!("href=\"{traveller}\"")));
    let clerks = page;
    let earlier = auditor
        .get(&format!("{staff}?from=2020-01-01&until=2020-01-02"))
        .await;
    assert_eq!(earlier.status.as_u16(), 200);
    assert!(!earlier.text.contains("href=\"/audit/travellers/"));
    let wrong = auditor
        .get(&format!("{staff}?from=2020-01-02&until=2020-01-01"))
        .await;
    assert_eq!(wrong.status.as_u16(), 400);

    let entries = log::of_people(app, before).await;
    let read: Vec<_> = entries
        .iter()
        .map(|entry| {
            (
                entry.event.as_str(),
                entry.subject_count,
                entry.resource.clone(),
            )
        })
        .collect();
    let person = Some(clerk.to_string());
    assert_eq!(
        read,
        [
            ("audit.traveller_viewed", 1, None),
            ("audit.person_viewed", 0, person.clone()),
            ("audit.person_viewed", 0, person.clone()),
            ("audit.person_viewed", 0, person),
        ]
    );
    let session = history.first().session.expect("a session");
    let address = history.first().address.clone().expect("an address");
    for (path, mark) in [
        (format!("/audit/sessions/{session}"), session.to_string()),
        (format!("/audit/addresses/{address}"), address),
    ] {
        let page = auditor.get(&path).await;
        assert_eq!(page.status.as_u16(), 200, "{path}");
        assert!(
            page.text.contains(&format!("href=\"{traveller}\"")),
            "{path}"
        );
        let told = log::of_people(app, 0).await.pop().expect("an entry");
        assert_eq!(
            (told.event.as_str(), told.resource),
            ("audit.person_viewed", Some(mark.clone()))
        );
        // The entry leads to others about the same.
        let kind = told.resource_kind.expect("a kind");
        assert_eq!(
            auditor
                .get(&format!("/audit?kind={kind}&resource={mark}"))
                .await
                .status
                .as_u16(),
            200
        );
    }
    for nobody in [
        "/audit/sessions/1",
        "/audit/addresses/here",
        "/audit/exports/1",
    ] {
        assert_eq!(auditor.get(nobody).await.status.as_u16(), 404, "{nobody}");
    }
    // Reading the timeline opened nothing: the auditor is not among those who saw them.
    let own = auditor
        .get(&format!(
            "/audit/staff/{}",
            entries[0].actor.expect("the auditor")
        ))
        .await;
    assert!(!own.text.contains(&traveller));

    // The count leads to the entries about that person, among them those that it counts.
    let subject = traveller.rsplit('/').next().expect("an id");
    let mut counted = every(&clerks.text, "<a href=\"/audit?person=", "</a>");
    let counted = counted
        .find(|link| link.contains(subject))
        .expect("a count");
    let (query, count) = counted.split_once("\">").expect("a link");
    let list = auditor
        .get(&format!("/audit?person={}", unescape(query)))
        .await;
    assert!(
        row_ids(&list).len() >= count.parse::<usize>().expect("a number"),
        "{count}"
    );

    let mut admin = app.login("admin").await;
    for path in [&traveller, &staff] {
        assert_eq!(admin.get(path).await.status.as_u16(), 403, "{path}");
    }
}

async fn reading_the_log_is_entered_like_everything_else(app: &TestApp) {
    let history = make_history(app).await;
    let mut auditor = app.login("auditor").await;
    let before = log::head(app).await;
    auditor
        .get(&history.url(&format!("subject={}&outcome=allowed", history.traveller)))
        .await;
    auditor
        .get(&format!("/audit/{}", history.entries[2].sequence))
        .await;
    let refused = auditor.get("/audit?resource=14200001234").await;
    assert_eq!(refused.status.as_u16(), 400);
    let missing = auditor.get("/audit/99999999").await;
    assert_eq!(missing.status.as_u16(), 404);
    let entries = log::of_people(app, before).await;
    let read: Vec<_> = entries
        .iter()
        .map(|entry| (entry.event.as_str(), entry.outcome.as_str(), entry.count))
        .collect();
    assert_eq!(
        read,
        [
            ("audit.listed", "allowed", Some(4)),
            ("audit.entry_viewed", "allowed", None),
            ("audit.listed", "failed", None),
            ("request.failed", "failed", None),
        ]
    );
    assert_eq!(entries[0].facts["subject"], history.traveller.as_str());
    assert_eq!(
        entries[1].resource.as_deref(),
        Some(history.entries[2].sequence.to_string().as_str())
    );
    assert!(
        !serde_json::to_string(&entries)
            .expect("JSON")
            .contains("14200001234")
    );
}

async fn every_entry_is_met_once_newest_first_and_back_again(app: &TestApp) {
    make_history(app).await;
    let mut auditor = app.login("auditor").await;
    let head = log::head(app).await;
    let pages = walk(&mut auditor, "/audit?size=20", "next").await;
    let on: Vec<_> = pages.iter().flat_map(|(_, page)| row_ids(page)).collect();
    let all: Vec<_> = (1..=head)
        .rev()
        .map(|sequence| sequence.to_string())
        .collect();
    assert_eq!(on, all);
    assert!(pages.len() > 1);
    let (last, _) = pages.last().expect("a page");
    let mut back = walk(&mut auditor, last, "prev").await;
    back.reverse();
    let back: Vec<_> = back.iter().flat_map(|(_, page)| row_ids(page)).collect();
    assert!(back.ends_with(&all), "newer entries may come before");
}

async fn a_person_is_found_by_the_id_on_their_own_page_logins_and_wrong_codes_too(app: &TestApp) {
    let before = log::head(app).await;
    let person = app.description.person("customer_service").expect("a clerk");
    let mut stranger = app.visitor();
    stranger.get("/login").await;
    stranger.post("/login", &[("phone", &person.phone)]).await;
    stranger.get("/login/code").await;
    let code = app.next_code(&person.phone, 0).await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    stranger.post("/login/code", &[("code", wrong)]).await;
    app.clock.advance(Duration::from_secs(120));
    let mut clerk = app.login("customer_service").await;
    let page = clerk.get("/orders").await;
    let entries = log::of_people(app, before).await;
    let id = entries
        .last()
        .expect("an entry")
        .actor
        .expect("a person")
        .to_string();
    let mark = &id[id.len() - 8..];
    assert!(
        page.text.contains(&format!(">{mark}</span>")),
        "the viewer sees {mark}"
    );

    let mut auditor = app.login("auditor").await;
    let listed = auditor.get("/audit").await;
    assert!(listed.text.contains(&format!("<option value=\"{id}\"")) && listed.text.contains(mark));
    let found = all_rows(&mut auditor, &format!("/audit?person={id}&size=100")).await;
    for event in [
        "login.code_sent",
        "login.code_refused",
        "login.succeeded",
        "order.listed",
    ] {
        let entry = entries
            .iter()
            .find(|entry| entry.event == event)
            .expect(event);
        assert!(found.contains(&entry.sequence.to_string()), "{event}");
    }
    let nobodys = |entry: &&StoredEntry| entry.actor.is_none() && entry.resource.is_none();
    assert!(
        entries
            .iter()
            .filter(nobodys)
            .all(|entry| !found.contains(&entry.sequence.to_string()))
    );
}

on_each_engine! {
    with_app:
    every_filter_finds_exactly_its_entries
    the_traveller_filter_answers_who_has_seen_them
    timelines_say_who_saw_a_traveller_and_whom_a_clerk_saw
    reading_the_log_is_entered_like_everything_else
    every_entry_is_met_once_newest_first_and_back_again
    a_person_is_found_by_the_id_on_their_own_page_logins_and_wrong_codes_too
}
