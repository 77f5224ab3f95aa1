//! A store opened for reading alone: no migration runs and nothing is written, so that it may be a copy kept as evidence.

use std::{path::Path, str::FromStr};

use sqlx::{
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::SqliteConnectOptions,
};

use super::{
    Pool, ReadPool, StoreName,
    store::{ACQUIRE, BUSY, Location, OpenError, Store},
};

impl Store {
    /// Opens `name` for reading alone, as it is.
    ///
    /// # Errors
    /// When the database is not there or cannot be reached.
    pub async fn open_read_only(name: StoreName, location: &Location) -> Result<Pool, OpenError> {
        let opened = match location {
            Location::Sqlite(path) => open_file(path).await.map(Pool::Sqlite),
            Location::Postgres { reader, .. } => connect(reader).await.map(Pool::Postgres),
        };
        opened.map_err(|source| OpenError::Database {
            store: name.as_str(),
            source,
        })
    }
}

async fn open_file(path: &Path) -> sqlx::Result<ReadPool> {
    let mut journal = path.as_os_str().to_owned();
    journal.push("-wal");
    // Without a journal nobody has it open, and SQLite must not lay new files beside it: the folder may be evidence too.
    let at_rest = !Path::new(&journal).exists();
    let options = SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        .immutable(at_rest)
        .busy_timeout(BUSY)
        .pragma("trusted_schema", "OFF");
    ReadPool::open(options, 1, ACQUIRE).await
}

async fn connect(reader: &str) -> sqlx::Result<sqlx::PgPool> {
    let options =
        PgConnectOptions::from_str(reader)?.options([("default_transaction_read_only", "on")]);
    PgPoolOptions::new()
        .max_connections(1)
        .acquire_timeout(ACQUIRE)
        .connect_with(options)
        .await
}
