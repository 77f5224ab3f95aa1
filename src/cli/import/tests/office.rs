//! An empty office for one test: a folder with a configuration and a keyring, on SQLite, and on PostgreSQL where
//! `HUFU_TEST_POSTGRES` names a server.

use std::{fs, path::Path, sync::Arc};

use sqlx::{Connection, PgConnection, QueryBuilder};
use tempfile::TempDir;

use crate::{
    app::open_kernel,
    base::clock::Clock,
    config::{Config, StoreLocation, new_file},
    gateways::kms::local::{KeyringSeal, LocalKeyring},
    kernel::{
        Kernel,
        db::{Location, Pool, Store, StoreName},
    },
    with_pool,
};

/// An office on one engine.
pub struct Office {
    directory: TempDir,
    config: Config,
    databases: Option<Databases>,
}

struct Databases {
    server: String,
    prefix: String,
}

/// How many rows there are.
pub struct RowCounts {
    rows: Vec<(&'static str, i64)>,
    stored_batches: i64,
}

impl RowCounts {
    /// By table.
    pub fn rows(&self) -> &[(&'static str, i64)] {
        &self.rows
    }

    /// Entries of stored batches.
    pub fn stored_batches(&self) -> i64 {
        self.stored_batches
    }
}

/// One office an engine.
pub async fn offices() -> Vec<Office> {
    let mut offices = vec![Office::new(None)];
    if let Ok(server) = std::env::var("HUFU_TEST_POSTGRES") {
        offices.push(Office::new(Some(Databases::create(server).await)));
    }
    offices
}

impl Office {
    fn new(databases: Option<Databases>) -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let text = new_file(&[
            ("data.directory", "data".into()),
            ("keys.keyring", "keyring.json".into()),
            ("listen.back_office", "127.0.0.1:8443".into()),
            ("listen.public_name", "localhost:8443".into()),
            ("tls.certificate", "certificate.pem".into()),
            ("tls.private_key", "private-key.pem".into()),
            ("log.format", "text".into()),
            ("demo", true.into()),
        ]);
        let text = match &databases {
            Some(databases) => databases.configure(&text),
            None => text,
        };
        let file = directory.path().join("hufu.toml");
        fs::write(&file, text).expect("a file");
        LocalKeyring::create(
            &directory.path().join("keyring.json"),
            &KeyringSeal::Nothing,
        )
        .expect("a keyring");
        let config = Config::load(&file).expect("a configuration");
        Self {
            directory,
            config,
            databases,
        }
    }

    /// Its folder.
    pub fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// Its kernel, opened anew.
    pub async fn kernel(&self) -> Arc<Kernel> {
        open_kernel(&self.config, Clock::system())
            .await
            .expect("a kernel")
    }

    /// What is stored.
    pub async fn counts(&self) -> RowCounts {
        let stores = &self.config.stores;
        let mut rows = Vec::new();
        for (store, location, tables) in [
            (
                StoreName::Business,
                &stores.business,
                &["travellers", "orders", "payments"][..],
            ),
            (StoreName::Vault, &stores.vault, &["parts", "blind_indexes"]),
            (StoreName::Keys, &stores.keys, &["data_keys"]),
        ] {
            let store = open(store, location).await;
            for table in tables {
                rows.push((*table, count(store.reader(), table).await));
            }
            store.close().await;
        }
        let audit = open(StoreName::Audit, &stores.audit).await;
        let batches = "entries WHERE event IN \
            ('import.travellers_stored', 'import.orders_stored', 'import.payments_stored')";
        let stored_batches = count(audit.reader(), batches).await;
        audit.close().await;
        RowCounts {
            rows,
            stored_batches,
        }
    }

    /// Takes its databases away.
    pub async fn remove(self) {
        if let Some(databases) = &self.databases {
            databases.drop_all().await;
        }
    }
}

async fn open(name: StoreName, location: &StoreLocation) -> Store {
    let location = match location {
        StoreLocation::Sqlite(path) => Location::Sqlite(path.clone()),
        StoreLocation::Postgres { reader, writer, .. } => Location::Postgres {
            reader: reader.expose().to_owned(),
            writer: writer.expose().to_owned(),
            owner: writer.expose().to_owned(),
        },
    };
    Store::open(name, &location).await.expect("a store")
}

async fn count(pool: &Pool, from: &str) -> i64 {
    with_pool!(pool, |db| {
        QueryBuilder::new("SELECT COUNT(*) FROM ")
            .push(from)
            .build_query_scalar()
            .fetch_one(db)
            .await
    })
    .expect("a count")
}

const STORES: [StoreName; 4] = StoreName::ALL;

impl Databases {
    async fn create(server: String) -> Self {
        let databases = Self {
            server,
            prefix: format!("import_{}", uuid::Uuid::now_v7().simple()),
        };
        databases.each("CREATE DATABASE ", "").await;
        databases
    }

    async fn drop_all(&self) {
        self.each("DROP DATABASE ", " WITH (FORCE)").await;
    }

    async fn each(&self, before: &str, after: &str) {
        let mut server = PgConnection::connect(&self.server).await.expect("a server");
        for store in STORES {
            let name = self.name(store);
            QueryBuilder::<sqlx::Postgres>::new(format!("{before}{name}{after}"))
                .build()
                .execute(&mut server)
                .await
                .expect("a database");
        }
    }

    fn name(&self, store: StoreName) -> String {
        format!("{}_{}", self.prefix, store.as_str())
    }

    /// The configuration with PostgreSQL instead of SQLite.
    fn configure(&self, text: &str) -> String {
        let (server, _) = self.server.rsplit_once('/').expect("a URL with a database");
        let mut text = text.replace("engine = \"sqlite\"", "engine = \"postgres\"");
        for store in STORES {
            let url = format!("{server}/{}", self.name(store));
            text.push_str(&format!(
                "\n[stores.{}]\nreader = \"{url}\"\nwriter = \"{url}\"\n",
                store.as_str()
            ));
        }
        text
    }
}
