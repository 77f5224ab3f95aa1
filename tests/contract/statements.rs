//! Every statement prepares on both migrated engines; a wrong column is refused there, not in production.

use hufu::{
    app::statements,
    config::StoreLocation,
    kernel::db::{RegisteredStatement, StoreName},
};
use sqlx::{
    Connection, Executor, PgConnection, SqlSafeStr, SqliteConnection, sqlite::SqliteConnectOptions,
};

use crate::harness::{Engine, TestApp};

fn of(name: StoreName) -> impl Iterator<Item = RegisteredStatement> {
    statements()
        .into_iter()
        .filter(move |statement| statement.store == name)
}

fn location(app: &TestApp, name: StoreName) -> &StoreLocation {
    let stores = &app.config.stores;
    match name {
        StoreName::Business => &stores.business,
        StoreName::Vault => &stores.vault,
        StoreName::Keys => &stores.keys,
        StoreName::Audit => &stores.audit,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn on_sqlite() {
    let app = TestApp::spawn_with(Engine::Sqlite, 0, |_| {}).await;
    assert!(!statements().is_empty());
    for name in StoreName::ALL {
        let StoreLocation::Sqlite(path) = location(&app, name) else {
            panic!("SQLite was asked for")
        };
        let mut connection =
            SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(path))
                .await
                .expect("a connection");
        for registered in of(name) {
            let prepared = connection
                .prepare(registered.statement.sqlite.into_sql_str())
                .await;
            assert!(
                prepared.is_ok(),
                "{}: {:?}",
                registered.name,
                prepared.err()
            );
        }
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_postgres() {
    let app = TestApp::spawn_with(Engine::Postgres, 0, |_| {}).await;
    for name in StoreName::ALL {
        let StoreLocation::Postgres { writer, .. } = location(&app, name) else {
            panic!("PostgreSQL was asked for")
        };
        let mut connection = PgConnection::connect(writer.expose())
            .await
            .expect("a connection");
        for registered in of(name) {
            let prepared = connection
                .prepare(registered.statement.postgres.into_sql_str())
                .await;
            assert!(
                prepared.is_ok(),
                "{}: {:?}",
                registered.name,
                prepared.err()
            );
        }
    }
    app.stop().await;
}
