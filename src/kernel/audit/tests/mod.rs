//! The log under attack and under load, on every engine that is there: SQLite always, PostgreSQL when `HUFU_TEST_POSTGRES`
//! names a server.

mod append_only;
mod evidence;
mod group_commit;
mod reading;
mod stores;
mod verification;
mod walls;

use super::{Actor, AuditWriter, Entry, Event, Origin, Outcome, RoleName};
use crate::base::{
    clock::Timestamp,
    ids::{RequestId, SessionId, StaffId, SubjectId},
    order_no::OrderNo,
};

/// Entry `number` of a log: every third about nobody, every fifth denied, the others about three subjects.
fn entry(number: i64) -> Entry {
    let mut details = Event::new();
    if number % 3 != 0 {
        let order: OrderNo = format!("HF20261122{number:07}").parse().unwrap();
        details = details
            .about("order", &order)
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
