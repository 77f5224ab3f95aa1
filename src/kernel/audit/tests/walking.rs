//! A stream over a selection meets every entry of it once, in order, and proves each as one proof alone would.

use super::{append_all, stores::stores};
use crate::{
    base::{clock::Timestamp, ids::SubjectId},
    kernel::audit::{AuditReader, AuditWriter, EntryFilter, Outcome, Run},
};

const ALL: i64 = 2_600;

async fn walked(reader: &AuditReader, filter: &EntryFilter, run: Run) -> Vec<i64> {
    let mut stream = reader.stream(filter, run);
    let mut met = Vec::new();
    loop {
        let piece = stream.next().await.unwrap();
        if piece.is_empty() {
            return met;
        }
        met.extend(piece.iter().map(|entry| entry.sequence));
    }
}

#[tokio::test]
async fn every_selection_is_met_once_and_in_order() {
    for store in stores().await {
        append_all(&AuditWriter::start(store.store.clone()), ALL).await;
        let reader = AuditReader::new(&store.store);
        let entry = |sequence| {
            let reader = &reader;
            async move { reader.find(sequence).await.unwrap().unwrap().entry.unwrap() }
        };
        let (seventh, last) = (entry(7).await, entry(ALL).await);
        let subject = reader.subjects(2_498, 10).await.unwrap()[0];
        let all = EntryFilter::default;
        let moment = |number: i64| Timestamp::from_micros(seventh.at.micros() - 7 + number);
        let cases: Vec<(EntryFilter, Vec<i64>)> = vec![
            (all(), (1..=2_500).collect()),
            (
                EntryFilter {
                    outcome: Some(Outcome::Denied),
                    ..all()
                },
                (1..=500).map(|number| number * 5).collect(),
            ),
            (
                EntryFilter {
                    person: seventh.actor,
                    ..all()
                },
                vec![7],
            ),
            (
                EntryFilter {
                    subject: Some(subject),
                    ..all()
                },
                vec![2_498],
            ),
            (
                EntryFilter {
                    from: Some(moment(20)),
                    until: Some(moment(1_500)),
                    ..all()
                },
                (20..1_500).collect(),
            ),
            // Beyond the number where the selection ends.
            (
                EntryFilter {
                    request: Some(last.request),
                    ..all()
                },
                vec![],
            ),
        ];
        for (filter, expected) in cases {
            let run = reader.run(&filter, 2_500, ALL).await.unwrap();
            let (first, last) = (expected.first(), expected.last());
            assert_eq!(
                (run.count, run.first, run.last),
                (
                    expected.len() as i64,
                    first.copied().unwrap_or(0),
                    last.copied().unwrap_or(0)
                ),
                "{filter:?}"
            );
            assert_eq!(walked(&reader, &filter, run).await, expected, "{filter:?}");
        }
        let counted = reader.run(&all(), 2_500, 100).await.unwrap();
        assert_eq!(counted.count, 100, "counting stops");
    }
}

#[tokio::test]
async fn people_are_counted_once_and_keys_of_ours_are_none() {
    for store in stores().await {
        let writer = AuditWriter::start(store.store.clone());
        let (anna, key) = (SubjectId::generate(), SubjectId::generate());
        for (resource, subjects) in [
            (None, vec![anna, SubjectId::generate()]),
            (Some(("order", anna)), vec![anna]),
            (Some(("staff", anna)), vec![anna]),
            (Some(("export", key)), vec![key]),
            (Some(("export", key)), vec![SubjectId::generate()]),
        ] {
            let mut entry = super::entry(3);
            entry.details = entry.details.subjects(subjects);
            if let Some((kind, id)) = resource {
                entry.details = entry.details.resource(kind, id.uuid());
            }
            writer.append(entry).await.unwrap();
        }
        let reader = AuditReader::new(&store.store);
        let all = EntryFilter::default();
        assert_eq!(reader.people(&all, 5).await.unwrap(), 3);
        assert_eq!(reader.people(&all, 1).await.unwrap(), 2);
        assert_eq!(reader.people(&all, 0).await.unwrap(), 0);
    }
}

#[tokio::test]
async fn a_run_of_proofs_is_what_each_alone_would_be() {
    for store in stores().await {
        append_all(&AuditWriter::start(store.store.clone()), 1_100).await;
        let reader = AuditReader::new(&store.store);
        for size in [1, 2, 255, 256, 257, 700, 1_024, 1_100] {
            let root = reader.root(size).await.unwrap();
            let mut prover = reader.prover(size);
            for sequence in 1..=size {
                let proof = prover.prove(sequence).await.unwrap();
                let found = reader.find(sequence).await.unwrap().unwrap();
                proof.check(&found.body, &root).unwrap();
                if sequence % 97 == 0 {
                    assert_eq!(reader.prove_entry(sequence, size).await.unwrap(), proof);
                }
            }
            assert!(prover.prove(size + 1).await.is_err());
            assert!(prover.prove(0).await.is_err());
        }
    }
}
