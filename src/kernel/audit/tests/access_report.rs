//! Who saw whom: exact sets on every engine, page by page.

use std::net::IpAddr;

use uuid::Uuid;

use super::{entry, stores::stores};
use crate::{
    base::{
        clock::Timestamp,
        ids::{SessionId, StaffId, SubjectId},
        reason::Reason,
    },
    kernel::audit::{
        AccessedSubject, Accessor, Actor, AuditReader, AuditWriter, Entry, Event, Outcome, Window,
    },
};

const MASKED: &[&str] = &["contact:masked"];
const ADDRESS: [u8; 4] = [10, 0, 0, 7];
/// What [`entry`] counts its time from.
const START: i64 = 1_795_000_000_000_000;

fn at(number: i64) -> Timestamp {
    Timestamp::from_micros(START + number)
}

/// Three travellers in order of id, a clerk with a session, and an export.
struct People {
    travellers: [SubjectId; 3],
    clerk: StaffId,
    session: SessionId,
    export: Uuid,
}

impl People {
    fn new() -> Self {
        let mut travellers = [(); 3].map(|()| SubjectId::generate());
        travellers.sort_by_key(|id| id.uuid());
        Self {
            travellers,
            clerk: StaffId::generate(),
            session: SessionId::generate(),
            export: Uuid::now_v7(),
        }
    }

    fn seen(&self, traveller: usize, entries: i64, first: i64, last: i64) -> AccessedSubject {
        let subject = self.travellers[traveller];
        AccessedSubject {
            subject,
            entries,
            first,
            last,
        }
    }

    /// 1 and 3 by the clerk, 2 denied, 4 about a traveller but nothing opened, 5 by the clerk from elsewhere, 6 and 7 an
    /// export by somebody else, 8 strangers.
    async fn tell(&self, writer: &AuditWriter) {
        let [first, second, third] = self.travellers;
        let by_clerk = |number, details: Event| {
            let mut entry = Entry {
                outcome: Outcome::Allowed,
                details,
                ..entry(number)
            };
            entry.origin.actor = Actor::Staff(self.clerk);
            entry.origin.session = Some(self.session);
            entry.origin.address = Some(ADDRESS.into());
            entry.opened = MASKED.to_vec();
            entry
        };
        // Reasons are people's own words; these must not pass for a body's own field.
        let reason = Reason::parse("客户来电 \"opened\":[] 核对").unwrap();
        let mut denied = by_clerk(2, Event::new().subject(first));
        denied.outcome = Outcome::Denied;
        let mut unopened = by_clerk(4, Event::new().subject(second));
        unopened.opened = Vec::new();
        let mut elsewhere = by_clerk(5, Event::new().subject(first));
        elsewhere.origin.session = None;
        elsewhere.origin.address = Some([127, 0, 0, 1].into());
        let batch = |number, subjects: [SubjectId; 2]| Entry {
            outcome: Outcome::Allowed,
            details: Event::new()
                .resource("export", self.export)
                .subjects(subjects),
            ..entry(number)
        };
        for entry in [
            by_clerk(1, Event::new().subjects([first, third]).reason(reason)),
            denied,
            by_clerk(3, Event::new().subject(first)),
            unopened,
            elsewhere,
            batch(6, [second, third]),
            batch(7, [first, third]),
            entry(8),
        ] {
            writer.append(entry).await.unwrap();
        }
    }
}

#[tokio::test]
async fn who_saw_a_traveller_is_known_exactly() {
    for store in stores().await {
        let people = People::new();
        people.tell(&AuditWriter::start(store.store.clone())).await;
        let reader = AuditReader::new(&store.store);
        let of = async |traveller: usize, window, before, limit| {
            let subject = people.travellers[traveller];
            let found = reader
                .accesses_of(subject, window, before, limit)
                .await
                .unwrap();
            found.iter().map(|found| found.sequence).collect::<Vec<_>>()
        };
        let always = Window::default();
        assert_eq!(of(0, always, None, 10).await, [7, 5, 3, 1]);
        assert_eq!(of(1, always, None, 10).await, [6]);
        assert_eq!(of(2, always, None, 10).await, [7, 6, 1]);
        assert_eq!(of(0, always, None, 3).await, [7, 5, 3]);
        assert_eq!(of(0, always, Some(3), 3).await, [1]);
        let window = Window {
            from: Some(at(3)),
            until: Some(at(7)),
        };
        assert_eq!(of(0, window, None, 10).await, [5, 3]);

        let subject = people.travellers[0];
        let found = reader
            .accesses_of(subject, always, Some(3), 1)
            .await
            .unwrap();
        let said = found[0].entry.as_ref().unwrap();
        assert_eq!((said.actor, said.at), (Some(people.clerk), at(1)));
        assert_eq!(said.opened, MASKED);
        assert!(said.reason.as_ref().unwrap().contains("opened"));
    }
}

#[tokio::test]
async fn whom_a_viewer_saw_is_known_exactly() {
    for store in stores().await {
        let people = People::new();
        people.tell(&AuditWriter::start(store.store.clone())).await;
        let reader = AuditReader::new(&store.store);
        let by = async |viewer, window, after, limit| {
            reader
                .accessed_by(viewer, window, after, limit)
                .await
                .unwrap()
        };
        let always = Window::default();
        let clerk = Accessor::Staff(people.clerk);
        let all = [people.seen(0, 3, 1, 5), people.seen(2, 1, 1, 1)];
        assert_eq!(by(clerk, always, None, 10).await, all);
        assert_eq!(by(clerk, always, None, 1).await, all[..1]);
        assert_eq!(by(clerk, always, Some(all[0].subject), 10).await, all[1..]);
        let window = Window {
            from: Some(at(3)),
            until: Some(at(5)),
        };
        assert_eq!(by(clerk, window, None, 10).await, [people.seen(0, 1, 3, 3)]);

        let there = [people.seen(0, 2, 1, 3), people.seen(2, 1, 1, 1)];
        assert_eq!(
            by(Accessor::Session(people.session), always, None, 10).await,
            there
        );
        let address = IpAddr::from(ADDRESS);
        assert_eq!(
            by(Accessor::Address(address), always, None, 10).await,
            there
        );
        let exported = [
            people.seen(0, 1, 7, 7),
            people.seen(1, 1, 6, 6),
            people.seen(2, 2, 6, 7),
        ];
        assert_eq!(
            by(Accessor::Export(people.export), always, None, 10).await,
            exported
        );
        assert!(
            by(Accessor::Export(Uuid::now_v7()), always, None, 10)
                .await
                .is_empty()
        );
    }
}
