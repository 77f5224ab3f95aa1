//! What the engine can do at all, with rows of the same size and indexes: one durable commit each, and as fast as it takes them.

use std::{path::Path, time::Instant};

use sqlx::{
    Connection, QueryBuilder, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};

use crate::{Outcome, SPELL, say};

/// Bytes of a body.
const BODY: usize = 480;
/// Rows of one commit, where many share it.
const BATCH: i64 = 512;

pub(crate) async fn measure(folder: &Path) -> Outcome<()> {
    let mut connection = open(&folder.join("bare.sqlite")).await?;
    let mut next = 0;
    let alone = rate(&mut connection, &mut next, 1).await?;
    let together = rate(&mut connection, &mut next, BATCH).await?;
    say("bare engine, one commit each", alone, "rows/s");
    say("bare engine, 512 rows a commit", together, "rows/s");
    Ok(())
}

async fn open(file: &Path) -> sqlx::Result<SqliteConnection> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    let mut connection = SqliteConnection::connect_with(&options).await?;
    for text in [
        "CREATE TABLE entries (sequence INTEGER NOT NULL PRIMARY KEY, at INTEGER NOT NULL, event TEXT NOT NULL, \
         outcome TEXT NOT NULL, request_id BLOB NOT NULL, body BLOB NOT NULL, leaf BLOB NOT NULL, root BLOB) STRICT",
        "CREATE INDEX by_event ON entries (event, sequence)",
        "CREATE INDEX by_outcome ON entries (outcome, sequence)",
        "CREATE INDEX by_request ON entries (request_id, sequence)",
        "CREATE INDEX by_time ON entries (at, sequence)",
    ] {
        sqlx::query(text).execute(&mut connection).await?;
    }
    Ok(connection)
}

async fn rate(connection: &mut SqliteConnection, next: &mut i64, batch: i64) -> sqlx::Result<f64> {
    let (begun, first) = (Instant::now(), *next);
    while begun.elapsed() < SPELL {
        let mut insert = QueryBuilder::new(
            "INSERT INTO entries (sequence, at, event, outcome, request_id, body, leaf, root) ",
        );
        insert.push_values(*next..*next + batch, |mut values, number| {
            values
                .push_bind(number)
                .push_bind(number)
                .push_bind("order.viewed")
                .push_bind("allowed")
                .push_bind(uuid::Uuid::now_v7())
                .push_bind(vec![b'x'; BODY])
                .push_bind(vec![1_u8; 32])
                .push_bind(vec![2_u8; 32]);
        });
        insert.build().execute(&mut *connection).await?;
        *next += batch;
    }
    Ok((*next - first) as f64 / begun.elapsed().as_secs_f64())
}
