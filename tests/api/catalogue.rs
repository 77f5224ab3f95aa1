//! The catalogue of events is what the log can say, and the log says nothing else (A7).

use hufu::{
    app::permissions,
    base::{ids::TravellerId, reason::Reason},
    features::{flood::FloodRecord, keys::KeysCheck},
    kernel::{
        audit::{Event, EventKind, FieldName, fields},
        authz::{Grant, catalogue},
        failure::Failure,
    },
};

use crate::{
    harness::{TestApp, log},
    on_each_engine,
};

const UNHEARD_OF: EventKind = EventKind::new("nothing.happened");

async fn the_auditor_reads_what_each_event_means(app: &TestApp) {
    let mut auditor = app.login("auditor").await;
    let before = log::head(app).await;
    let page = auditor.get("/audit/events").await;
    assert_eq!(page.status.as_u16(), 200);
    for event in catalogue(&permissions()) {
        let name = event.kind.name();
        assert!(page.text.contains(&format!("<tr id=\"{name}\">")), "{name}");
    }
    let entries = log::of_people(app, before).await;
    let read: Vec<_> = entries
        .iter()
        .map(|entry| (entry.event.as_str(), entry.permission.as_str()))
        .collect();
    assert_eq!(read, [("audit.catalogue_viewed", "audit:read_catalogue")]);
    let entry = auditor
        .get(&format!("/audit/{}", entries[0].sequence))
        .await;
    assert!(
        entry
            .text
            .contains("href=\"/audit/events#audit.catalogue_viewed\"")
    );
    assert!(
        auditor
            .get("/audit")
            .await
            .text
            .contains("href=\"/audit/events\"")
    );
}

async fn an_entry_that_says_more_than_its_event_declares_is_not_written(app: &TestApp) {
    let before = log::head(app).await;
    let reason = Reason::parse("客户来电核对").expect("a reason");
    let said = [
        Event::new().kind(&UNHEARD_OF),
        Event::new().resource("order", 1),
        Event::new().subject(TravellerId::generate()),
        Event::new().reason(reason),
        Event::new().field(fields::TOTAL, 1),
        Event::new().field(FieldName::code("clients"), "many"),
    ];
    for event in said {
        let described = format!("{event:?}");
        let grant = Grant::<FloodRecord>::system(app.kernel())
            .await
            .expect("a grant");
        let refused = grant.record(event).await.map(|receipt| receipt.number());
        assert!(matches!(refused, Err(Failure::Internal(_))), "{described}");
    }
    // Another permission's event.
    let grant = Grant::<KeysCheck>::system(app.kernel())
        .await
        .expect("a grant");
    let refused = grant
        .record(Event::new().kind(permissions()[0].events[0]))
        .await
        .map(|receipt| receipt.number());
    assert!(matches!(refused, Err(Failure::Internal(_))));
    // Hufu goes on with its own work meanwhile.
    let entries = log::entries_after(app, before).await;
    assert!(
        entries
            .iter()
            .all(|entry| !["flood:record", "keys:check"].contains(&entry.permission.as_str()))
    );
}

on_each_engine! {
    with_app:
    the_auditor_reads_what_each_event_means
    an_entry_that_says_more_than_its_event_declares_is_not_written
}
