//! Fresh audit stores, and the connection of somebody who has the database in hand.

use std::{str::FromStr, time::Duration};

use sqlx::{
    QueryBuilder,
    postgres::{PgConnectOptions, PgPool, PgPoolOptions},
    sqlite::SqliteConnectOptions,
};
use tempfile::TempDir;

use crate::{
    kernel::db::{Location, Pool, ReadPool, Statement, Store, StoreName},
    with_pool,
};

pub(in crate::kernel::audit) struct TestStore {
    pub store: Store,
    pub location: Location,
    _folder: TempDir,
}

/// One fresh store an engine.
pub(super) async fn stores() -> Vec<TestStore> {
    let mut stores = Vec::new();
    for (location, folder) in locations().await {
        stores.push(open(location, folder).await);
    }
    stores
}

/// Where a store can be made, one an engine.
pub(super) async fn locations() -> Vec<(Location, TempDir)> {
    let mut locations = vec![file()];
    if let Ok(server) = std::env::var("HUFU_TEST_POSTGRES") {
        locations.push(database(&server).await);
    }
    locations
}

/// A fresh store of the same engine.
pub(super) async fn fresh_like(store: &TestStore) -> TestStore {
    let (location, folder) = match &store.location {
        Location::Sqlite(_) => file(),
        Location::Postgres { owner, .. } => database(owner).await,
    };
    open(location, folder).await
}

pub(in crate::kernel::audit) async fn sqlite() -> TestStore {
    let (location, folder) = file();
    open(location, folder).await
}

fn file() -> (Location, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    (Location::Sqlite(folder.path().join("audit.sqlite")), folder)
}

async fn database(server: &str) -> (Location, TempDir) {
    let name = format!("hufu_audit_{}", uuid::Uuid::now_v7().simple());
    let pool = PgPool::connect(server).await.unwrap();
    QueryBuilder::new("CREATE DATABASE ")
        .push(&name)
        .build()
        .execute(&pool)
        .await
        .unwrap();
    pool.close().await;
    let (host, _) = server.rsplit_once('/').unwrap();
    let url = format!("{host}/{name}");
    let location = Location::Postgres {
        reader: url.clone(),
        writer: url.clone(),
        owner: url,
    };
    (location, tempfile::tempdir().unwrap())
}

pub(super) async fn open(location: Location, folder: TempDir) -> TestStore {
    TestStore {
        store: Store::open(StoreName::Audit, &location).await.unwrap(),
        location,
        _folder: folder,
    }
}

/// One ordinary connection that is not Hufu's.
pub(super) async fn plain(location: &Location) -> Pool {
    match location {
        Location::Sqlite(path) => Pool::Sqlite(
            ReadPool::open(
                SqliteConnectOptions::new()
                    .filename(path)
                    .foreign_keys(false),
                1,
                Duration::from_secs(5),
            )
            .await
            .unwrap(),
        ),
        Location::Postgres { writer, .. } => Pool::Postgres(
            PgPoolOptions::new()
                .max_connections(1)
                .connect_with(PgConnectOptions::from_str(writer).unwrap())
                .await
                .unwrap(),
        ),
    }
}

impl TestStore {
    /// A connection with every schema guard taken down: what a thief of the database account can do.
    pub async fn unprotected(&self) -> Pool {
        let pool = self.plain().await;
        match &pool {
            Pool::Sqlite(db) => {
                let triggers: Vec<String> =
                    sqlx::query_scalar("SELECT name FROM sqlite_master WHERE type = 'trigger'")
                        .fetch_all(db)
                        .await
                        .unwrap();
                for trigger in triggers {
                    let mut drop = QueryBuilder::new("DROP TRIGGER ");
                    drop.push(trigger);
                    drop.build().execute(db).await.unwrap();
                }
            }
            Pool::Postgres(_) => run(&pool, "SET session_replication_role = replica")
                .await
                .unwrap(),
        }
        pool
    }

    /// One ordinary connection that is not Hufu's.
    pub async fn plain(&self) -> Pool {
        plain(&self.location).await
    }
}

/// Runs one text that both engines understand.
pub(super) async fn run(pool: &Pool, text: &'static str) -> sqlx::Result<()> {
    run_each(
        pool,
        Statement {
            sqlite: text,
            postgres: text,
        },
    )
    .await
}

/// Runs each engine's own text; an empty one is nothing to do.
pub(super) async fn run_each(pool: &Pool, statement: Statement) -> sqlx::Result<()> {
    with_pool!(pool, statement, |sql, db| {
        if sql.is_empty() {
            return Ok(());
        }
        sqlx::query(sql).execute(db).await.map(drop)
    })
}
