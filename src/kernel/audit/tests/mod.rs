//! The log under attack and under load, on every engine that is there: SQLite always, PostgreSQL when `HUFU_TEST_POSTGRES`
//! names a server.

mod access_report;
mod alterations;
mod append_only;
mod evidence;
mod group_commit;
mod kept;
mod keys;
mod kill;
mod outages;
mod poisoned;
mod process;
mod proofs;
mod pruned;
mod publishing;
mod reading;
mod rewritten;
mod schema_guards;
mod stores;
mod tampered_tree;
mod upgrade;
mod verification;
mod walking;

pub(in crate::kernel::audit) use stores::sqlite;

use futures_util::future::join_all;
use hufu_proof::{Frontier, hash::Hash};
use tokio::task::unconstrained;

use super::{
    Actor, AuditWriter, Entry, Event, Origin, Outcome, Outside, RoleName, Verification, Whole,
    verify,
};
use crate::{
    base::{
        clock::Timestamp,
        ids::{RequestId, SessionId, StaffId, SubjectId},
        order_no::OrderNo,
    },
    kernel::db::Pool,
};

/// Entry `number` of a log: every third about nobody, every fifth denied, the others about three subjects.
fn entry(number: i64) -> Entry {
    let mut details = Event::new();
    if number % 3 != 0 {
        let order: OrderNo = format!("HF20261122{number:07}").parse().unwrap();
        details = details
            .resource("order", &order)
            .subjects((0..3).map(|_| SubjectId::generate()));
    }
    Entry {
        at: Timestamp::from_micros(1_795_000_000_000_000 + number),
        origin: Origin {
            actor: Actor::Staff(StaffId::generate()),
            role: RoleName::of("customer_service"),
            session: Some(SessionId::generate()),
            address: Some([127, 0, 0, 1].into()),
            device: None,
            request: RequestId::generate(),
        },
        permission: "order:read",
        event: "order.viewed",
        outcome: if number % 5 == 0 {
            Outcome::Denied
        } else {
            Outcome::Allowed
        },
        opened: vec!["contact:masked"],
        details,
    }
}

/// Appends entries one after another, so that entry `n` of the log is `entry(n)`.
async fn append_all(writer: &AuditWriter, count: i64) {
    for number in 1..=count {
        assert_eq!(writer.append(entry(number)).await, Ok(number));
    }
}

/// The same in few transactions: the queue keeps the order in which they ask, and no budget of the task mixes it.
async fn append_at_once(writer: &AuditWriter, numbers: std::ops::RangeInclusive<i64>) {
    let appended = join_all(numbers.clone().map(|number| writer.append(entry(number))));
    let appended = unconstrained(appended).await;
    let appended: Result<Vec<_>, _> = appended.into_iter().collect();
    assert_eq!(appended, Ok(numbers.collect()));
}

/// The head of the tree of these leaves.
fn tree_head(leaves: &[Hash]) -> Hash {
    let mut frontier = Frontier::empty();
    for leaf in leaves {
        frontier.push(*leaf, |_| ());
    }
    frontier.root()
}

/// What verification says of the store by itself.
async fn verified(pool: &Pool) -> Verification {
    verify(pool, &Outside::default(), |_, _| ()).await.unwrap()
}

/// The log, which must be whole.
async fn whole(pool: &Pool) -> Whole {
    match verified(pool).await {
        Verification::Whole(whole) => whole,
        broken @ Verification::OpenFailures { .. } => panic!("{broken:?}"),
    }
}
