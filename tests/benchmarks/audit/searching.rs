//! Looking for entries among many. The rows are made by the database itself; only what search reads is in them.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use hufu::{
    base::{
        clock::Timestamp,
        ids::{SessionId, StaffId, SubjectId},
        page::PageRequest,
    },
    kernel::{
        audit::{AuditReader, EntryFilter, Outcome as How},
        db::{Location, Store, StoreName},
    },
};
use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use uuid::Uuid;

use crate::{Outcome, percentile, say};

const ROUNDS: usize = 20;
const PAGE: usize = 50;
const STAFF: i64 = 40;
/// Microseconds between two entries: ten million in about half a year.
const APART: i64 = 1_500_000;
const BEGIN: i64 = 1_780_000_000_000_000;

pub(crate) async fn measure(folder: &Path, entries: i64) -> Outcome<()> {
    let path = folder.join("searched.sqlite");
    let location = Location::Sqlite(path.clone());
    let store = Store::open(StoreName::Audit, &location).await?;
    fill(&path, entries).await?;
    let log = AuditReader::new(&store);
    let middle = entries / 2;
    let moment = |number: i64| Timestamp::from_micros(BEGIN + number * APART);
    let filters: [(&str, EntryFilter); 9] = [
        ("newest", EntryFilter::default()),
        (
            "one person",
            EntryFilter {
                person: Some(StaffId::from_uuid(id(1, 7))),
                ..EntryFilter::default()
            },
        ),
        (
            "one session",
            EntryFilter {
                session: Some(SessionId::from_uuid(id(2, middle / 200))),
                ..EntryFilter::default()
            },
        ),
        (
            "one traveller",
            EntryFilter {
                subject: Some(SubjectId::from_uuid(id(3, 4_711))),
                ..EntryFilter::default()
            },
        ),
        (
            "one event",
            EntryFilter {
                event: Some("order.contact_revealed".into()),
                ..EntryFilter::default()
            },
        ),
        (
            "denied",
            EntryFilter {
                outcome: Some(How::Denied),
                ..EntryFilter::default()
            },
        ),
        (
            "one old day",
            EntryFilter {
                from: Some(moment(middle)),
                until: Some(moment(middle + 57_600)),
                ..EntryFilter::default()
            },
        ),
        (
            "one person on one old day",
            EntryFilter {
                person: Some(StaffId::from_uuid(id(1, 7))),
                from: Some(moment(middle)),
                until: Some(moment(middle + 57_600)),
                ..EntryFilter::default()
            },
        ),
        (
            "nobody",
            EntryFilter {
                person: Some(StaffId::generate()),
                ..EntryFilter::default()
            },
        ),
    ];
    for (name, filter) in &filters {
        let mut waited = Vec::with_capacity(ROUNDS);
        for _ in 0..ROUNDS {
            let begun = Instant::now();
            let page = log.list(filter, &PageRequest::newest(PAGE)).await?;
            let counted = log.count(filter, 10_001).await?;
            waited.push(begun.elapsed());
            std::hint::black_box((page.rows.len(), counted));
        }
        waited.sort_unstable();
        report(name, entries, &waited);
    }
    Ok(())
}

fn report(name: &str, entries: i64, waited: &[Duration]) {
    say(
        &format!("search among {entries}, {name}, p50"),
        percentile(waited, 50),
        "ms",
    );
    say(
        &format!("search among {entries}, {name}, worst"),
        percentile(waited, 100),
        "ms",
    );
}

/// The id of one of a kind, as the rows are filled with.
fn id(kind: u8, number: i64) -> Uuid {
    let mut bytes = [0; 16];
    bytes[0] = kind;
    bytes[8..].copy_from_slice(&number.to_be_bytes());
    Uuid::from_bytes(bytes)
}

/// Fills the tables as half a year of work would: forty people, sessions of 200 entries, a denial in a hundred.
async fn fill(path: &Path, entries: i64) -> Outcome<()> {
    let mut connection =
        SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(path)).await?;
    for text in [
        "PRAGMA synchronous = OFF",
        "PRAGMA foreign_keys = OFF",
        "PRAGMA cache_size = -400000",
    ] {
        sqlx::query(text).execute(&mut connection).await?;
    }
    let begun = Instant::now();
    let piece = 500_000;
    let mut after = 0;
    while after < entries {
        let until = entries.min(after + piece);
        sqlx::query(ENTRIES)
            .bind(after)
            .bind(until)
            .bind(BEGIN)
            .bind(APART)
            .bind(STAFF)
            .execute(&mut connection)
            .await?;
        sqlx::query(SUBJECTS)
            .bind(after)
            .bind(until)
            .execute(&mut connection)
            .await?;
        after = until;
    }
    eprintln!(
        "filled {entries} entries in {:.0} s",
        begun.elapsed().as_secs_f64()
    );
    Ok(())
}

const ENTRIES: &str = "WITH RECURSIVE numbers (n) AS (SELECT $1 + 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < $2) \
    INSERT INTO entries (sequence, at, event, outcome, actor_id, actor_role, session_id, permission, resource_kind, resource_id, \
    request_id, body, leaf, root, address) \
    SELECT n, $3 + n * $4, CASE WHEN n % 50 = 0 THEN 'order.contact_revealed' WHEN n % 3 = 0 THEN 'order.listed' ELSE 'order.viewed' END, \
    CASE WHEN n % 100 = 0 THEN 'denied' ELSE 'allowed' END, \
    CAST(x'0100000000000000' || unhex(printf('%016X', (n / 200) % $5)) AS BLOB), 'customer_service', \
    CAST(x'0200000000000000' || unhex(printf('%016X', n / 200)) AS BLOB), 'order:read', 'order', printf('HF20260101%07d', n % 1000000), \
    randomblob(16), CAST('{\"sequence\":' || n || '}' AS BLOB), randomblob(32), randomblob(32), '10.0.' || (n % 200) || '.7' FROM numbers";

const SUBJECTS: &str = "WITH RECURSIVE numbers (n) AS (SELECT $1 + 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < $2) \
    INSERT INTO entry_subjects (sequence, subject_id) \
    SELECT n, CAST(x'0300000000000000' || unhex(printf('%016X', n % 500000)) AS BLOB) FROM numbers";
