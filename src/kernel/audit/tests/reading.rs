//! Search in the log: every filter, both ways through the pages, and an altered entry that hides no other.

use super::{
    append_all,
    stores::{TestStore, run, stores},
};
use uuid::Uuid;

use crate::{
    base::{
        cursor::{Cursor, Direction},
        page::PageRequest,
    },
    kernel::audit::{AuditReader, AuditWriter, EntryFilter, Outcome, StoredEntry},
};

const ALL: i64 = 100;

struct Log {
    store: TestStore,
    reader: AuditReader,
}

impl Log {
    async fn of(store: TestStore) -> Self {
        append_all(&AuditWriter::start(store.store.clone()), 20).await;
        let reader = AuditReader::new(&store.store);
        Self { store, reader }
    }

    async fn entry(&self, sequence: i64) -> StoredEntry {
        let found = self.reader.find(sequence).await.unwrap().unwrap();
        assert!(found.holds);
        found.entry.unwrap()
    }

    async fn numbers(&self, filter: &EntryFilter) -> Vec<i64> {
        let all = PageRequest::newest(100);
        let page = self.reader.list(filter, &all).await.unwrap();
        let numbers: Vec<i64> = page.rows.iter().map(|entry| entry.sequence).collect();
        let count = self.reader.count(filter, ALL).await.unwrap();
        assert_eq!(count, i64::try_from(numbers.len()).unwrap());
        numbers
    }
}

#[tokio::test]
async fn every_filter_narrows() {
    for store in stores().await {
        let log = Log::of(store).await;
        let seventh = log.entry(7).await;
        let subject = log.reader.subjects(7, ALL).await.unwrap()[1];
        let filter = EntryFilter::default;
        for only_seventh in [
            EntryFilter {
                person: seventh.actor,
                ..filter()
            },
            EntryFilter {
                owner: seventh.actor,
                ..filter()
            },
            EntryFilter {
                session: seventh.session,
                ..filter()
            },
            EntryFilter {
                request: Some(seventh.request),
                ..filter()
            },
            EntryFilter {
                resource: seventh.resource.clone(),
                ..filter()
            },
            EntryFilter {
                subject: Some(subject),
                ..filter()
            },
            EntryFilter {
                from: Some(seventh.at),
                until: Some(log.entry(8).await.at),
                ..filter()
            },
        ] {
            assert_eq!(log.numbers(&only_seventh).await, [7], "{only_seventh:?}");
        }
        let denied = EntryFilter {
            outcome: Some(Outcome::Denied),
            ..filter()
        };
        assert_eq!(log.numbers(&denied).await, [20, 15, 10, 5]);
        let orders = EntryFilter {
            resource_kind: Some("order".into()),
            ..filter()
        };
        assert_eq!(log.numbers(&orders).await.len(), 14);
        let viewed = EntryFilter {
            event: Some("order.viewed".into()),
            ..filter()
        };
        assert_eq!(log.numbers(&viewed).await.len(), 20);
        let stranger = EntryFilter {
            owner: log.entry(8).await.actor,
            person: seventh.actor,
            ..filter()
        };
        assert!(log.numbers(&stranger).await.is_empty());
        let finance = EntryFilter {
            role: Some("finance".into()),
            ..filter()
        };
        assert!(log.numbers(&finance).await.is_empty());
        assert_eq!(log.reader.count(&filter(), 3).await.unwrap(), 3);
    }
}

#[tokio::test]
async fn pages_meet_without_a_gap_in_both_directions() {
    for store in stores().await {
        let log = Log::of(store).await;
        let filter = EntryFilter::default();
        let page = async |from: Option<(Direction, i64)>| {
            let request = PageRequest {
                cursor: from.map(|(direction, key)| Cursor {
                    key,
                    id: Uuid::nil(),
                    direction,
                }),
                ..PageRequest::newest(8)
            };
            let page = log.reader.list(&filter, &request).await.unwrap();
            let numbers: Vec<i64> = page.rows.iter().map(|entry| entry.sequence).collect();
            (numbers, page.previous.is_some(), page.next.is_some())
        };
        let older = |key| Some((Direction::Next, key));
        let newer = |key| Some((Direction::Previous, key));
        for (from, numbers, has_newer, has_older) in [
            (None, 13..=20, false, true),
            (older(13), 5..=12, true, true),
            (older(5), 1..=4, true, false),
            (newer(4), 5..=12, true, true),
            (newer(12), 13..=20, false, true),
        ] {
            let expected = (numbers.rev().collect(), has_newer, has_older);
            assert_eq!(page(from).await, expected, "{from:?}");
        }
    }
}

#[tokio::test]
async fn an_altered_entry_shows_and_hides_no_other() {
    for store in stores().await {
        let log = Log::of(store).await;
        let attacker = log.store.unprotected().await;
        run(
            &attacker,
            "UPDATE entries SET body = (SELECT body FROM entries WHERE sequence = 8) WHERE sequence = 7",
        )
        .await
        .unwrap();
        run(
            &attacker,
            "UPDATE entries SET body = leaf WHERE sequence = 6",
        )
        .await
        .unwrap();
        let page = log
            .reader
            .list(&EntryFilter::default(), &PageRequest::newest(100))
            .await
            .unwrap();
        assert_eq!(page.rows.len(), 20);
        for entry in page.rows {
            assert_eq!(entry.holds, !matches!(entry.sequence, 6 | 7));
            assert_eq!(entry.entry.is_none(), entry.sequence == 6);
        }
    }
}
