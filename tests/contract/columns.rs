//! Every column of every store is classified in `policies/columns.toml`, and both engines have the same columns.

use std::collections::{BTreeMap, BTreeSet};

use hufu::{config::StoreLocation, kernel::db::StoreName};
use sqlx::{Connection, PgConnection, SqliteConnection, sqlite::SqliteConnectOptions};

use crate::harness::{Engine, TestApp};

/// What a column may hold. `sealed` is ciphertext, `keyed` a digest under a key that is not in the store.
const CLASSES: &[&str] = &[
    "id",
    "time",
    "number",
    "word",
    "text",
    "sealed",
    "keyed",
    "hash",
    "wrapped_key",
    "log",
];

type Columns = BTreeSet<String>;

fn classified() -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/policies/columns.toml"
    ))
    .expect("the file");
    let stores: BTreeMap<String, BTreeMap<String, BTreeMap<String, String>>> =
        toml::from_str(&text).expect("TOML");
    let mut found = BTreeMap::new();
    for (store, tables) in stores {
        for (table, columns) in tables {
            for (column, class) in columns {
                found.insert(format!("{store}.{table}.{column}"), class);
            }
        }
    }
    found
}

const SQLITE_COLUMNS: &str = "SELECT m.name || '.' || c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c \
                              WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name <> '_sqlx_migrations'";
const POSTGRES_COLUMNS: &str = "SELECT (table_name || '.' || column_name)::TEXT FROM information_schema.columns \
                                WHERE table_schema = 'public' AND table_name <> '_sqlx_migrations'";

async fn columns(app: &TestApp) -> Columns {
    let stores = &app.config.stores;
    let all = [
        (StoreName::Business, &stores.business),
        (StoreName::Vault, &stores.vault),
        (StoreName::Keys, &stores.keys),
        (StoreName::Audit, &stores.audit),
    ];
    let mut found = Columns::new();
    for (name, location) in all {
        let names: Vec<String> = match location {
            StoreLocation::Sqlite(path) => {
                let options = SqliteConnectOptions::new().filename(path).read_only(true);
                let mut connection = SqliteConnection::connect_with(&options)
                    .await
                    .expect("a connection");
                sqlx::query_scalar(SQLITE_COLUMNS)
                    .fetch_all(&mut connection)
                    .await
                    .expect("columns")
            }
            StoreLocation::Postgres { reader, .. } => {
                let mut connection = PgConnection::connect(reader.expose())
                    .await
                    .expect("a connection");
                sqlx::query_scalar(POSTGRES_COLUMNS)
                    .fetch_all(&mut connection)
                    .await
                    .expect("columns")
            }
        };
        found.extend(
            names
                .into_iter()
                .map(|column| format!("{}.{column}", name.as_str())),
        );
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn every_column_is_classified_and_the_engines_agree() {
    let sqlite = TestApp::spawn_with(Engine::Sqlite, 0, |_| {}).await;
    let postgres = TestApp::spawn_with(Engine::Postgres, 0, |_| {}).await;
    let (on_sqlite, on_postgres) = (columns(&sqlite).await, columns(&postgres).await);
    assert_eq!(on_sqlite, on_postgres, "the engines differ");
    let classified = classified();
    for class in classified.values() {
        assert!(CLASSES.contains(&class.as_str()), "{class} is no class");
    }
    let named: Columns = classified.into_keys().collect();
    let differ: Vec<_> = on_sqlite.symmetric_difference(&named).collect();
    assert!(
        differ.is_empty(),
        "policies/columns.toml and the stores differ: {differ:?}"
    );
    sqlite.stop().await;
    postgres.stop().await;
}
