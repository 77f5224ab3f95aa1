//! The queue by itself: what goes into one transaction, and what waits outside.

use futures_util::FutureExt;

use super::*;
use crate::{
    base::{
        clock::Timestamp,
        ids::{RequestId, SubjectId},
    },
    kernel::audit::{Actor, Event, Origin, Outcome, RoleName},
};

fn entry() -> Entry {
    Entry {
        at: Timestamp::from_micros(0),
        origin: Origin {
            actor: Actor::System,
            role: RoleName::of("system"),
            session: None,
            address: None,
            device: None,
            request: RequestId::generate(),
        },
        permission: "order:read",
        event: "order.viewed",
        outcome: Outcome::Allowed,
        opened: Vec::new(),
        details: Event::new(),
    }
}

fn about(subjects: usize) -> Pending {
    Pending {
        entry: entry(),
        subjects: vec![SubjectId::generate(); subjects],
        written: oneshot::channel().0,
    }
}

fn together_of(subjects: &[usize]) -> usize {
    let pending: Vec<Pending> = subjects.iter().map(|count| about(*count)).collect();
    together(&pending)
}

#[test]
fn an_entry_about_many_people_goes_alone() {
    assert_eq!(together_of(&[0; 512]), 512);
    assert_eq!(together_of(&[5_000; 6]), 4);
    assert_eq!(together_of(&[BATCH_SUBJECTS, 0, 1]), 2);
    assert_eq!(together_of(&[1, BATCH_SUBJECTS]), 1);
    assert_eq!(together_of(&[BATCH_SUBJECTS + 1, 0]), 1);
    assert_eq!(together_of(&[0, BATCH_SUBJECTS + 1]), 1);
}

/// Nobody takes entries out of this queue but the test.
#[tokio::test]
async fn whoever_finds_the_queue_full_waits_to_be_let_in() {
    let (queue, mut waiting) = mpsc::channel(QUEUE);
    let writer = AuditWriter {
        queue,
        health: Arc::default(),
    };
    let mut let_in = Vec::new();
    for _ in 0..QUEUE {
        // Pinned, so that it keeps its place in the queue.
        let mut append = Box::pin(tokio::task::unconstrained(writer.append(entry())));
        assert!(append.as_mut().now_or_never().is_none());
        let_in.push(append);
    }
    assert_eq!(writer.waiting(), QUEUE);
    let mut outside = Box::pin(writer.append(entry()));
    assert!(outside.as_mut().now_or_never().is_none());
    assert_eq!(writer.waiting(), QUEUE);

    let first = waiting.recv().await.unwrap();
    first.acknowledge(Ok(1));
    assert_eq!(let_in.remove(0).await, Ok(1));
    assert!(outside.as_mut().now_or_never().is_none());
    assert_eq!(writer.waiting(), QUEUE, "its place was taken");
    for _ in 0..QUEUE {
        drop(waiting.recv().await.unwrap());
    }
    assert_eq!(writer.waiting(), 0);
    assert_eq!(outside.await, Err(AuditUnavailable), "dropped unwritten");
}

#[tokio::test]
async fn without_its_task_the_writer_is_unavailable() {
    let (queue, waiting) = mpsc::channel(QUEUE);
    drop(waiting);
    let writer = AuditWriter {
        queue,
        health: Arc::default(),
    };
    assert_eq!(writer.append(entry()).await, Err(AuditUnavailable));
}
