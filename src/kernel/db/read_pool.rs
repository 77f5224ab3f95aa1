//! SQLite connections, lent for one query at a time.
//!
//! Each connection has a thread of its own, and every word with it costs two switches between threads: on the way of a
//! page they are most of the work. sqlx's own pool asks a connection whether it is there before and after each use; an
//! embedded database is, so nothing is asked here unless one was left unhealthy. PostgreSQL keeps the pool: a server can go.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use futures_util::{
    FutureExt, StreamExt, TryStreamExt,
    future::BoxFuture,
    stream::{self, BoxStream},
};
use sqlx::{
    Connection, Describe, Either, Error, Execute, Executor, SqlStr, Sqlite, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteQueryResult, SqliteRow, SqliteStatement, SqliteTypeInfo},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// A fixed number of connections to one SQLite file.
#[derive(Clone, Debug)]
pub struct ReadPool {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    options: SqliteConnectOptions,
    acquire_timeout: Duration,
    /// One for each connection that is idle.
    permits: Arc<Semaphore>,
    /// The idle connections; none stands for one that must be opened first.
    idle: Mutex<Vec<Option<SqliteConnection>>>,
    size: u32,
}

impl ReadPool {
    /// Opens the first of `size` connections; the others follow when they are needed. Whoever waits longer than
    /// `acquire_timeout` for one gets an error.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub async fn open(
        options: SqliteConnectOptions,
        size: u32,
        acquire_timeout: Duration,
    ) -> sqlx::Result<Self> {
        let first = SqliteConnection::connect_with(&options).await?;
        let mut idle: Vec<_> = (1..size).map(|_| None).collect();
        idle.push(Some(first));
        let shared = Shared {
            options,
            acquire_timeout,
            permits: Arc::new(Semaphore::new(idle.len())),
            idle: Mutex::new(idle),
            size,
        };
        Ok(Self {
            shared: Arc::new(shared),
        })
    }

    /// Closes every connection, waiting for those in use.
    pub async fn close(&self) {
        if let Ok(permits) = self.shared.permits.acquire_many(self.shared.size).await {
            permits.forget();
            self.shared.permits.close();
            let idle = std::mem::take(&mut *self.shared.idle());
            for connection in idle.into_iter().flatten() {
                let _ = connection.close().await;
            }
        }
    }

    async fn acquire(&self) -> sqlx::Result<PooledConnection> {
        let permit = Arc::clone(&self.shared.permits).acquire_owned();
        let permit = tokio::time::timeout(self.shared.acquire_timeout, permit)
            .await
            .map_err(|_| Error::PoolTimedOut)?
            .map_err(|_| Error::PoolClosed)?;
        let mut connection = PooledConnection {
            connection: self.shared.idle().pop().flatten(),
            is_healthy: false,
            pool: Arc::clone(&self.shared),
            permit: Some(permit),
        };
        if connection.connection.is_none() {
            connection.connection =
                Some(SqliteConnection::connect_with(&self.shared.options).await?);
        }
        Ok(connection)
    }
}

impl Shared {
    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Option<SqliteConnection>>> {
        // Only pushes and pops happen under the lock: what a panic elsewhere left is whole.
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection in use; it goes back when this is dropped.
struct PooledConnection {
    connection: Option<SqliteConnection>,
    is_healthy: bool,
    pool: Arc<Shared>,
    permit: Option<OwnedSemaphorePermit>,
}

impl PooledConnection {
    /// Asks with the connection. If that fails, or is given up half way, it stays marked as unhealthy.
    async fn ask<T>(
        mut self,
        query: impl AsyncFnOnce(&mut SqliteConnection) -> sqlx::Result<T>,
    ) -> sqlx::Result<T> {
        let connection = self.connection.as_mut().ok_or(Error::PoolClosed)?;
        let answer = query(connection).await;
        self.is_healthy = answer.is_ok();
        answer
    }
}

impl Drop for PooledConnection {
    fn drop(&mut self) {
        let (connection, pool) = (self.connection.take(), Arc::clone(&self.pool));
        let permit = self.permit.take();
        match (connection, tokio::runtime::Handle::try_current()) {
            // Its thread may still be busy with the query, or gone: it goes back when it answers, or as none.
            (Some(mut connection), Ok(runtime)) if !self.is_healthy => {
                runtime.spawn(async move {
                    let answers = connection.ping().await.is_ok();
                    pool.idle().push(answers.then_some(connection));
                    drop(permit);
                });
            }
            (connection, _) => {
                pool.idle().push(connection.filter(|_| self.is_healthy));
                drop(permit);
            }
        }
    }
}

impl<'p> Executor<'p> for &'p ReadPool {
    type Database = Sqlite;

    fn fetch_many<'e, 'q: 'e, E>(
        self,
        query: E,
    ) -> BoxStream<'e, sqlx::Result<Either<SqliteQueryResult, SqliteRow>>>
    where
        'p: 'e,
        E: 'q + Execute<'q, Sqlite>,
    {
        // Whole answers only: every list here is bounded, and a slow reader keeps no connection.
        let steps = async move {
            let connection = self.acquire().await?;
            let steps: Vec<_> = connection
                .ask(async |connection| connection.fetch_many(query).try_collect().await)
                .await?;
            Ok::<_, Error>(stream::iter(steps.into_iter().map(Ok)))
        };
        stream::once(steps).try_flatten().boxed()
    }

    fn fetch_all<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, sqlx::Result<Vec<SqliteRow>>>
    where
        'p: 'e,
        E: 'q + Execute<'q, Sqlite>,
    {
        let rows = async move {
            let connection = self.acquire().await?;
            connection
                .ask(async |connection| connection.fetch_all(query).await)
                .await
        };
        rows.boxed()
    }

    fn fetch_optional<'e, 'q: 'e, E>(
        self,
        query: E,
    ) -> BoxFuture<'e, sqlx::Result<Option<SqliteRow>>>
    where
        'p: 'e,
        E: 'q + Execute<'q, Sqlite>,
    {
        let row = async move {
            let connection = self.acquire().await?;
            connection
                .ask(async |connection| connection.fetch_optional(query).await)
                .await
        };
        row.boxed()
    }

    fn prepare_with<'e>(
        self,
        sql: SqlStr,
        parameters: &'e [SqliteTypeInfo],
    ) -> BoxFuture<'e, sqlx::Result<SqliteStatement>>
    where
        'p: 'e,
    {
        let statement = async move {
            let connection = self.acquire().await?;
            connection
                .ask(async |connection| connection.prepare_with(sql, parameters).await)
                .await
        };
        statement.boxed()
    }

    fn describe<'e>(self, sql: SqlStr) -> BoxFuture<'e, sqlx::Result<Describe<Sqlite>>>
    where
        'p: 'e,
    {
        let described = async move {
            let connection = self.acquire().await?;
            connection
                .ask(async |connection| connection.describe(sql).await)
                .await
        };
        described.boxed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn pool(size: u32) -> (ReadPool, tempfile::TempDir) {
        let folder = tempfile::tempdir().expect("a folder");
        let options = SqliteConnectOptions::new()
            .filename(folder.path().join("test.sqlite"))
            .create_if_missing(true);
        let pool = ReadPool::open(options, size, Duration::from_millis(100)).await;
        (pool.expect("a file"), folder)
    }

    async fn one(pool: &ReadPool) -> sqlx::Result<i64> {
        sqlx::query_scalar("SELECT 1").fetch_one(pool).await
    }

    #[tokio::test]
    async fn connections_come_home_whatever_became_of_the_question() {
        let (pool, _folder) = pool(1).await;
        assert_eq!(one(&pool).await.ok(), Some(1));
        let wrong = sqlx::query("SELECT nothing").fetch_all(&pool).await;
        assert!(matches!(wrong, Err(Error::Database(_))));
        let given_up = one(&pool).now_or_never();
        assert!(given_up.is_none(), "the thread cannot have answered yet");
        assert_eq!(one(&pool).await.ok(), Some(1));
        assert_eq!(pool.shared.permits.available_permits(), 1);
    }

    #[tokio::test]
    async fn whoever_waits_too_long_is_told_and_nobody_is_served_after_the_close() {
        let (pool, _folder) = pool(1).await;
        let connection = pool.acquire().await.expect("a connection");
        assert!(matches!(one(&pool).await, Err(Error::PoolTimedOut)));
        drop(connection);
        assert_eq!(one(&pool).await.ok(), Some(1));
        pool.close().await;
        assert!(matches!(one(&pool).await, Err(Error::PoolClosed)));
    }
}
