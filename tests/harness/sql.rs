//! Speaking to a store as a stranger with its writer's rights would.

use hufu::config::StoreLocation;
use sqlx::{Connection, PgConnection, SqliteConnection, sqlite::SqliteConnectOptions};
use uuid::Uuid;

enum Stranger {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

async fn connect(store: &StoreLocation) -> Stranger {
    match store {
        StoreLocation::Sqlite(path) => {
            let options = SqliteConnectOptions::new()
                .filename(path)
                .busy_timeout(std::time::Duration::from_secs(5))
                .pragma("recursive_triggers", "ON");
            let connection = SqliteConnection::connect_with(&options).await;
            Stranger::Sqlite(connection.expect("the store"))
        }
        StoreLocation::Postgres { writer, .. } => {
            let connection = PgConnection::connect(writer.expose()).await;
            Stranger::Postgres(connection.expect("the store"))
        }
    }
}

macro_rules! with_ids {
    ($query:expr, $ids:expr) => {{
        let mut query = $query;
        for id in $ids {
            query = query.bind(*id);
        }
        query
    }};
}

/// Executes a statement; gives how many rows it changed.
pub async fn execute(store: &StoreLocation, text: &'static str, ids: &[Uuid]) -> sqlx::Result<u64> {
    match connect(store).await {
        Stranger::Sqlite(mut db) => {
            let done = with_ids!(sqlx::query(text), ids).execute(&mut db).await?;
            Ok(done.rows_affected())
        }
        Stranger::Postgres(mut db) => {
            let done = with_ids!(sqlx::query(text), ids).execute(&mut db).await?;
            Ok(done.rows_affected())
        }
    }
}

/// One number.
pub async fn number(store: &StoreLocation, text: &'static str, ids: &[Uuid]) -> i64 {
    let found = match connect(store).await {
        Stranger::Sqlite(mut db) => {
            let query = with_ids!(sqlx::query_scalar(text), ids);
            query.fetch_one(&mut db).await
        }
        Stranger::Postgres(mut db) => {
            let query = with_ids!(sqlx::query_scalar(text), ids);
            query.fetch_one(&mut db).await
        }
    };
    found.expect("a number")
}

/// Two binary columns of every row.
pub async fn pairs(store: &StoreLocation, text: &'static str) -> Vec<(Uuid, Vec<u8>)> {
    let found = match connect(store).await {
        Stranger::Sqlite(mut db) => sqlx::query_as(text).fetch_all(&mut db).await,
        Stranger::Postgres(mut db) => sqlx::query_as(text).fetch_all(&mut db).await,
    };
    found.expect("rows")
}

/// A number and a binary column of every row.
pub async fn numbered(store: &StoreLocation, text: &'static str) -> Vec<(i64, Vec<u8>)> {
    let found = match connect(store).await {
        Stranger::Sqlite(mut db) => sqlx::query_as(text).fetch_all(&mut db).await,
        Stranger::Postgres(mut db) => sqlx::query_as(text).fetch_all(&mut db).await,
    };
    found.expect("rows")
}
