//! SQLite connections, lent for one query at a time.
//!
//! Each connection has a thread of its own, and every word with it costs two switches between threads: on the way of a
//! page they are most of the work. sqlx's own pool asks a connection whether it is there before and after each loan; an
//! embedded database is, so nothing is asked here unless a loan ended badly. PostgreSQL keeps the pool: a server can go.

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
pub struct Lending {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    options: SqliteConnectOptions,
    patience: Duration,
    /// One for each connection that is at home.
    turns: Arc<Semaphore>,
    /// The connections at home; none stands for one that must be opened first.
    home: Mutex<Vec<Option<SqliteConnection>>>,
    size: u32,
}

impl Lending {
    /// Opens the first of `size` connections; the others follow when they are needed. Whoever waits longer than
    /// `patience` for one gets an error.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub async fn open(
        options: SqliteConnectOptions,
        size: u32,
        patience: Duration,
    ) -> sqlx::Result<Self> {
        let first = SqliteConnection::connect_with(&options).await?;
        let mut home: Vec<_> = (1..size).map(|_| None).collect();
        home.push(Some(first));
        let shared = Shared {
            options,
            patience,
            turns: Arc::new(Semaphore::new(home.len())),
            home: Mutex::new(home),
            size,
        };
        Ok(Self {
            shared: Arc::new(shared),
        })
    }

    /// Closes every connection, waiting for those on loan.
    pub async fn close(&self) {
        if let Ok(turns) = self.shared.turns.acquire_many(self.shared.size).await {
            turns.forget();
            self.shared.turns.close();
            let home = std::mem::take(&mut *self.shared.home());
            for connection in home.into_iter().flatten() {
                let _ = connection.close().await;
            }
        }
    }

    async fn lend(&self) -> sqlx::Result<Loan> {
        let turn = Arc::clone(&self.shared.turns).acquire_owned();
        let turn = tokio::time::timeout(self.shared.patience, turn)
            .await
            .map_err(|_| Error::PoolTimedOut)?
            .map_err(|_| Error::PoolClosed)?;
        let mut loan = Loan {
            connection: self.shared.home().pop().flatten(),
            ended_well: false,
            lender: Arc::clone(&self.shared),
            turn: Some(turn),
        };
        if loan.connection.is_none() {
            loan.connection = Some(SqliteConnection::connect_with(&self.shared.options).await?);
        }
        Ok(loan)
    }
}

impl Shared {
    fn home(&self) -> std::sync::MutexGuard<'_, Vec<Option<SqliteConnection>>> {
        // Only pushes and pops happen under the lock: what a panic elsewhere left is whole.
        self.home.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection on loan; it comes home when this is dropped.
struct Loan {
    connection: Option<SqliteConnection>,
    ended_well: bool,
    lender: Arc<Shared>,
    turn: Option<OwnedSemaphorePermit>,
}

impl Loan {
    /// Asks with the connection. If that fails, or is given up half way, it stays marked as ended badly.
    async fn ask<T>(
        mut self,
        question: impl AsyncFnOnce(&mut SqliteConnection) -> sqlx::Result<T>,
    ) -> sqlx::Result<T> {
        let connection = self.connection.as_mut().ok_or(Error::PoolClosed)?;
        let answer = question(connection).await;
        self.ended_well = answer.is_ok();
        answer
    }
}

impl Drop for Loan {
    fn drop(&mut self) {
        let (connection, lender) = (self.connection.take(), Arc::clone(&self.lender));
        let turn = self.turn.take();
        match (connection, tokio::runtime::Handle::try_current()) {
            // Its thread may still be busy with the question, or gone: it comes home when it answers, or as none.
            (Some(mut connection), Ok(runtime)) if !self.ended_well => {
                runtime.spawn(async move {
                    let answers = connection.ping().await.is_ok();
                    lender.home().push(answers.then_some(connection));
                    drop(turn);
                });
            }
            (connection, _) => {
                lender.home().push(connection.filter(|_| self.ended_well));
                drop(turn);
            }
        }
    }
}

impl<'p> Executor<'p> for &'p Lending {
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
            let loan = self.lend().await?;
            let steps: Vec<_> = loan
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
            let loan = self.lend().await?;
            loan.ask(async |connection| connection.fetch_all(query).await)
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
            let loan = self.lend().await?;
            loan.ask(async |connection| connection.fetch_optional(query).await)
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
            let loan = self.lend().await?;
            loan.ask(async |connection| connection.prepare_with(sql, parameters).await)
                .await
        };
        statement.boxed()
    }

    fn describe<'e>(self, sql: SqlStr) -> BoxFuture<'e, sqlx::Result<Describe<Sqlite>>>
    where
        'p: 'e,
    {
        let described = async move {
            let loan = self.lend().await?;
            loan.ask(async |connection| connection.describe(sql).await)
                .await
        };
        described.boxed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn lending(size: u32) -> (Lending, tempfile::TempDir) {
        let folder = tempfile::tempdir().expect("a folder");
        let options = SqliteConnectOptions::new()
            .filename(folder.path().join("test.sqlite"))
            .create_if_missing(true);
        let lending = Lending::open(options, size, Duration::from_millis(100)).await;
        (lending.expect("a file"), folder)
    }

    async fn one(lending: &Lending) -> sqlx::Result<i64> {
        sqlx::query_scalar("SELECT 1").fetch_one(lending).await
    }

    #[tokio::test]
    async fn connections_come_home_whatever_became_of_the_question() {
        let (lending, _folder) = lending(1).await;
        assert_eq!(one(&lending).await.ok(), Some(1));
        let wrong = sqlx::query("SELECT nothing").fetch_all(&lending).await;
        assert!(matches!(wrong, Err(Error::Database(_))));
        let given_up = one(&lending).now_or_never();
        assert!(given_up.is_none(), "the thread cannot have answered yet");
        assert_eq!(one(&lending).await.ok(), Some(1));
        assert_eq!(lending.shared.turns.available_permits(), 1);
    }

    #[tokio::test]
    async fn whoever_waits_too_long_is_told_and_nobody_is_served_after_the_close() {
        let (lending, _folder) = lending(1).await;
        let loan = lending.lend().await.expect("a loan");
        assert!(matches!(one(&lending).await, Err(Error::PoolTimedOut)));
        drop(loan);
        assert_eq!(one(&lending).await.ok(), Some(1));
        lending.close().await;
        assert!(matches!(one(&lending).await, Err(Error::PoolClosed)));
    }
}
