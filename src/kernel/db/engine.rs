//! The two engines behind one pair of enums, and the macros that write a call once for both.

use sqlx::{PgPool, Postgres, Sqlite, SqlitePool};

use super::ReadPool;

/// Which database engine a store lives in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// The embedded default: one file a store.
    Sqlite,
    /// Production: one database a store.
    Postgres,
}

/// Connections to one store under one account, for one query at a time.
#[derive(Clone, Debug)]
pub enum Pool {
    /// Connections to an SQLite file.
    Sqlite(ReadPool),
    /// Connections to a PostgreSQL database.
    Postgres(PgPool),
}

impl Pool {
    /// The engine behind this pool.
    pub fn engine(&self) -> Engine {
        match self {
            Self::Sqlite(_) => Engine::Sqlite,
            Self::Postgres(_) => Engine::Postgres,
        }
    }
}

/// Connections to one store that may write, for transactions alone.
#[derive(Clone, Debug)]
pub(in crate::kernel) enum Writer {
    /// The one connection that writes to an SQLite file.
    Sqlite(SqlitePool),
    /// Connections to a PostgreSQL database.
    Postgres(PgPool),
}

impl Writer {
    /// Opens a transaction that may write.
    ///
    /// On SQLite it takes the write lock at once (`BEGIN IMMEDIATE`): a deferred transaction that upgrades later fails
    /// with `SQLITE_BUSY` instead of waiting.
    pub(in crate::kernel) async fn begin(&self) -> sqlx::Result<Transaction> {
        Ok(match self {
            Self::Sqlite(pool) => Transaction::Sqlite(begin_in_file(pool).await?),
            Self::Postgres(pool) => Transaction::Postgres(pool.begin().await?),
        })
    }

    pub(in crate::kernel) async fn close(&self) {
        match self {
            Self::Sqlite(pool) => pool.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

/// On a full disk SQLite ends a transaction by itself, and sqlx goes on believing that it is open: such a connection begins
/// no other, so it is closed and the next one is opened in its place.
async fn begin_in_file(pool: &SqlitePool) -> sqlx::Result<sqlx::Transaction<'static, Sqlite>> {
    const BEGIN: &str = "BEGIN IMMEDIATE";
    match pool.begin_with(BEGIN).await {
        Err(sqlx::Error::InvalidSavePointStatement) => {
            pool.acquire().await?.close().await?;
            pool.begin_with(BEGIN).await
        }
        begun => begun,
    }
}

/// An open transaction on one store; dropping it rolls back.
pub enum Transaction {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

impl Transaction {
    pub(in crate::kernel) async fn commit(self) -> sqlx::Result<()> {
        match self {
            Self::Sqlite(transaction) => transaction.commit().await,
            Self::Postgres(transaction) => transaction.commit().await,
        }
    }
}

/// Runs one expression against a [`Pool`](crate::kernel::db::Pool), written once and checked for each driver.
///
/// `with_pool!(pool, FIND, |sql, db| sqlx::query_as(sql).bind(id).fetch_optional(db).await)` gives the text of a
/// [`Statement`](crate::kernel::db::Statement); without one, `|db|` alone is for `QueryBuilder`.
#[macro_export]
macro_rules! with_pool {
    ($pool:expr, $statement:expr, |$sql:ident, $db:ident| $body:expr) => {
        match $pool {
            $crate::kernel::db::Pool::Sqlite($db) => {
                let $sql = $statement.sqlite;
                $body
            }
            $crate::kernel::db::Pool::Postgres($db) => {
                let $sql = $statement.postgres;
                $body
            }
        }
    };
    ($pool:expr, |$db:ident| $body:expr) => {
        match $pool {
            $crate::kernel::db::Pool::Sqlite($db) => $body,
            $crate::kernel::db::Pool::Postgres($db) => $body,
        }
    };
}

/// The same as [`with_pool!`](crate::with_pool) for an open [`Transaction`](crate::kernel::db::Transaction).
#[macro_export]
macro_rules! with_transaction {
    ($transaction:expr, $statement:expr, |$sql:ident, $db:ident| $body:expr) => {
        match $transaction {
            $crate::kernel::db::Transaction::Sqlite(transaction) => {
                let $db = &mut **transaction;
                let $sql = $statement.sqlite;
                $body
            }
            $crate::kernel::db::Transaction::Postgres(transaction) => {
                let $db = &mut **transaction;
                let $sql = $statement.postgres;
                $body
            }
        }
    };
    ($transaction:expr, |$db:ident| $body:expr) => {
        match $transaction {
            $crate::kernel::db::Transaction::Sqlite(transaction) => {
                let $db = &mut **transaction;
                $body
            }
            $crate::kernel::db::Transaction::Postgres(transaction) => {
                let $db = &mut **transaction;
                $body
            }
        }
    };
}
