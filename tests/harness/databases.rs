//! Databases for one test: files in its directory, or four fresh PostgreSQL databases copied from migrated templates.

use hufu::{
    config::{DatabaseUrl, Engine as ConfigEngine, StoreLocation, StoresConfig},
    kernel::db::{Location, Store, StoreName},
};
use sqlx::{Connection, Executor, PgConnection};
use tokio::sync::OnceCell;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// Where the test cluster is; `tests/run` starts it and says so.
fn server() -> String {
    std::env::var("HUFU_TEST_POSTGRES")
        .expect("HUFU_TEST_POSTGRES: run the tests with tests/run, which starts PostgreSQL")
}

fn url(database: &str) -> String {
    let server = server();
    let (base, _) = server.rsplit_once('/').expect("a URL with a database");
    format!("{base}/{database}")
}

#[expect(
    clippy::disallowed_methods,
    reason = "names of databases cannot be parameters"
)]
async fn create(connection: &mut PgConnection, database: &str, template: &str) {
    let text = format!("CREATE DATABASE \"{database}\" TEMPLATE \"{template}\"");
    connection
        .execute(sqlx::AssertSqlSafe(text))
        .await
        .expect("creating a database");
}

/// Migrates the four templates once a process.
async fn templates() -> &'static String {
    static TEMPLATES: OnceCell<String> = OnceCell::const_new();
    TEMPLATES
        .get_or_init(|| async {
            let prefix = format!("template_{}", uuid::Uuid::now_v7().simple());
            let mut connection = PgConnection::connect(&server())
                .await
                .expect("the test cluster");
            for name in StoreName::ALL {
                let database = format!("{prefix}_{}", name.as_str());
                create(&mut connection, &database, "template0").await;
                let url = url(&database);
                let location = Location::Postgres {
                    reader: url.clone(),
                    writer: url.clone(),
                    owner: url,
                };
                Store::open(name, &location)
                    .await
                    .expect("migrating")
                    .close()
                    .await;
            }
            prefix
        })
        .await
}

/// Four fresh, migrated databases.
pub async fn postgres() -> StoresConfig {
    let templates = templates().await;
    let prefix = format!("test_{}", uuid::Uuid::now_v7().simple());
    let mut connection = PgConnection::connect(&server())
        .await
        .expect("the test cluster");
    for name in StoreName::ALL {
        let (database, template) = (
            format!("{prefix}_{}", name.as_str()),
            format!("{templates}_{}", name.as_str()),
        );
        create(&mut connection, &database, &template).await;
    }
    let location = |name: StoreName| {
        let url = url(&format!("{prefix}_{}", name.as_str()));
        StoreLocation::Postgres {
            reader: DatabaseUrl::new(url.clone()),
            writer: DatabaseUrl::new(url),
            owner: None,
        }
    };
    StoresConfig {
        engine: ConfigEngine::Postgres,
        business: location(StoreName::Business),
        vault: location(StoreName::Vault),
        keys: location(StoreName::Keys),
        audit: location(StoreName::Audit),
    }
}
