//! The one writer under load and without its store.

use std::collections::BTreeSet;

use super::{
    append_all, entry,
    stores::{TestStore, stores},
    whole,
};
use crate::kernel::{
    audit::{AuditUnavailable, AuditWriter, EntryNumber, store::last_nodes},
    db::{Store, StoreName},
};

/// Appends `count` entries at once, divided among the writers.
async fn append_at_once(
    writers: &[&AuditWriter],
    count: i64,
) -> Vec<Result<EntryNumber, AuditUnavailable>> {
    let appends: Vec<_> = (1..=count)
        .zip(writers.iter().cycle())
        .map(|(number, writer)| {
            let writer = (*writer).clone();
            tokio::spawn(async move { writer.append(entry(number)).await })
        })
        .collect();
    let mut answers = Vec::new();
    for append in appends {
        answers.push(append.await.unwrap());
    }
    answers
}

async fn assert_whole(store: &TestStore, count: i64) {
    assert_eq!(whole(store.store.reader()).await.entries, count);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_at_once_get_consecutive_numbers() {
    for store in stores().await {
        let writer = AuditWriter::start(store.store.clone());
        let numbers: BTreeSet<_> = append_at_once(&[&writer], 1_500)
            .await
            .into_iter()
            .collect::<Result<_, _>>()
            .unwrap();
        assert_eq!(numbers, (1..=1_500).collect());
        assert_whole(&store, 1_500).await;
    }
}

/// In rounds, so that each instance finds its own frontier of the tree overtaken by the other's again and again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_instances_share_one_log() {
    for store in stores().await {
        let second = Store::open(StoreName::Audit, &store.location)
            .await
            .unwrap();
        let writers = [
            AuditWriter::start(store.store.clone()),
            AuditWriter::start(second),
        ];
        let mut numbers = BTreeSet::new();
        for _ in 0..8 {
            let round = append_at_once(&[&writers[0], &writers[1]], 100).await;
            let round: Result<Vec<_>, _> = round.into_iter().collect();
            numbers.extend(round.unwrap());
        }
        assert_eq!(numbers, (1..=800).collect());
        assert_whole(&store, 800).await;
        let nodes = last_nodes(store.store.reader()).await.unwrap();
        assert_eq!(nodes, [(1, 2)], "three full tiles");
        for writer in &writers {
            assert_eq!(writer.health().not_written(), 0);
            assert!(
                writer.health().batches() >= 8,
                "each had its turn in each round"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_locked_store_fails_every_waiter_and_recovers() {
    for store in stores().await {
        let writer = AuditWriter::start(store.store.clone());
        append_all(&writer, 3).await;
        let other = Store::open(StoreName::Audit, &store.location)
            .await
            .unwrap();
        let mut lock = other.begin().await.unwrap();
        crate::kernel::audit::store::lock_head(&mut lock)
            .await
            .unwrap();
        let answers = append_at_once(&[&writer], 20).await;
        assert!(
            answers
                .iter()
                .all(|answer| *answer == Err(AuditUnavailable))
        );
        assert!(!writer.health().is_available());
        assert_eq!(writer.health().not_written(), 20);
        assert_whole(&store, 3).await;

        drop(lock);
        assert_eq!(writer.append(entry(4)).await, Ok(4));
        assert!(writer.health().is_available());
        assert_whole(&store, 4).await;
    }
}
