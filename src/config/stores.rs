//! `[data]` and `[stores]`: where the four stores are, and under which accounts they are opened (design: four stores, apart).
//!
//! Checks what can be seen in the file: an address that is a public IP literal is refused (S6), and so are two stores in one database.
//! Host names are looked up, and accounts tried out, when the stores are opened.

use std::{
    fmt,
    net::IpAddr,
    path::{Path, PathBuf},
    str::FromStr,
};

use sqlx::postgres::PgConnectOptions;
use zeroize::Zeroizing;

use crate::{
    base::address::is_private,
    settings::{Reader, Section, kinds::secret},
};

/// The database engine behind all four stores.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// Four SQLite files in the data folder: the embedded default.
    Sqlite,
    /// Four PostgreSQL databases, which may be on different servers.
    Postgres,
}

crate::settings! {
    pub struct DataConfig in "data" {
        /// Folder for the stores and for everything else that Hufu writes, unless said otherwise below.
        directory: PathBuf = "directory", required("data", path);
    }
}

crate::settings! {
    pub struct EngineConfig in "stores" {
        /// "sqlite": four files in data.directory. "postgres": four databases, described below.
        engine: Engine = "engine", required_choice(("sqlite", Engine::Sqlite), &[("postgres", Engine::Postgres)]);
    }
}

macro_rules! accounts {
    ($(#[doc = $about:literal])* $name:ident in $section:literal: $reader:literal, $writer:literal, $owner:literal) => {
        crate::settings! {
            $(#[doc = $about])*
            pub(super) struct $name in $section off {
                /// The account that only reads; may be on a replica.
                reader: DatabaseUrl = "reader", required($reader, database_url);
                /// The account that writes rows.
                writer: DatabaseUrl = "writer", required($writer, database_url);
                /// The account that migrations run under.
                owner: Option<DatabaseUrl> = "owner", optional($owner, database_url, "the writer");
            }
        }

        impl From<$name> for StoreLocation {
            fn from(accounts: $name) -> Self {
                Self::Postgres {
                    reader: accounts.reader,
                    writer: accounts.writer,
                    owner: accounts.owner,
                }
            }
        }
    };
}

accounts! {
    /// Only with engine = "postgres". Each store is a database of its own, on a private address (a public one is refused), such as
    /// postgres://account:password@10.0.0.5:5432/database. Write env:NAME to take it from the environment variable NAME and keep
    /// its password out of this file; else keep this file at mode 0600.
    BusinessAccounts in "stores.business":
    "env:HUFU_BUSINESS_READER", "env:HUFU_BUSINESS_WRITER", "env:HUFU_BUSINESS_OWNER"
}
accounts! { VaultAccounts in "stores.vault": "env:HUFU_VAULT_READER", "env:HUFU_VAULT_WRITER", "env:HUFU_VAULT_OWNER" }
accounts! { KeysAccounts in "stores.keys": "env:HUFU_KEYS_READER", "env:HUFU_KEYS_WRITER", "env:HUFU_KEYS_OWNER" }
accounts! { AuditAccounts in "stores.audit": "env:HUFU_AUDIT_READER", "env:HUFU_AUDIT_WRITER", "env:HUFU_AUDIT_OWNER" }

/// The accounts of each store.
pub(super) const ACCOUNTS: [Section; 4] = [
    BusinessAccounts::SECTION,
    VaultAccounts::SECTION,
    KeysAccounts::SECTION,
    AuditAccounts::SECTION,
];

/// Where each store is.
#[derive(Debug, Clone)]
pub struct StoresConfig {
    /// `stores.engine`; all locations are of this kind.
    pub engine: Engine,
    /// Orders, payments, staff, sessions: no traveller's personal value.
    pub business: StoreLocation,
    /// Sealed parts and blind indexes.
    pub vault: StoreLocation,
    /// Wrapped keys.
    pub keys: StoreLocation,
    /// The audit log.
    pub audit: StoreLocation,
}

/// Where one store is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreLocation {
    /// The file `<data>/<store>.sqlite`, absolute.
    Sqlite(PathBuf),
    /// One PostgreSQL database under two or three accounts.
    Postgres {
        /// The account that can only read; may be on a replica.
        reader: DatabaseUrl,
        /// The account that writes rows.
        writer: DatabaseUrl,
        /// The account that migrations run under; the writer when absent.
        owner: Option<DatabaseUrl>,
    },
}

/// A `postgres://account:password@host:port/database` URL. Prints as `[sealed]`.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct DatabaseUrl(Zeroizing<String>);

impl DatabaseUrl {
    /// Takes a URL as it is; what it points to is checked by [`Config::load`](super::Config::load).
    #[must_use]
    pub fn new(url: String) -> Self {
        Self(Zeroizing::new(url))
    }

    /// The URL with its password: for the driver, never for a log or an error.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[sealed]")
    }
}

impl StoresConfig {
    /// The four SQLite files of a data folder.
    #[must_use]
    pub fn sqlite(data_directory: &Path) -> Self {
        let file =
            |store: &str| StoreLocation::Sqlite(data_directory.join(format!("{store}.sqlite")));
        Self {
            engine: Engine::Sqlite,
            business: file("business"),
            vault: file("vault"),
            keys: file("keys"),
            audit: file("audit"),
        }
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        reader.gone(
            "stores.content",
            "is gone: nothing was ever kept in it. Delete the section; its database or file can be deleted too",
        );
        let before = reader.problem_count();
        let engine = EngineConfig::read(reader).engine;
        if engine == Engine::Postgres {
            return Self::read_postgres(reader);
        }
        for store in ACCOUNTS {
            if reader.problem_count() == before && reader.is_written(store.name) {
                reader.problem(
                    store.name,
                    "belongs to engine = \"postgres\"; with \"sqlite\" the files are in data.directory",
                );
            }
        }
        Self::sqlite(reader.data_directory())
    }

    fn read_postgres(reader: &mut Reader<'_>) -> Self {
        let stores = Self {
            engine: Engine::Postgres,
            business: BusinessAccounts::read(reader).into(),
            vault: VaultAccounts::read(reader).into(),
            keys: KeysAccounts::read(reader).into(),
            audit: AuditAccounts::read(reader).into(),
        };
        refuse_shared(reader, &stores);
        stores
    }
}

/// Each store needs a database of its own.
fn refuse_shared(reader: &mut Reader<'_>, stores: &StoresConfig) {
    let mut databases: Vec<(String, &str)> = Vec::new();
    for (name, location) in [
        ("business", &stores.business),
        ("vault", &stores.vault),
        ("keys", &stores.keys),
        ("audit", &stores.audit),
    ] {
        let StoreLocation::Postgres { writer, .. } = location else {
            continue;
        };
        let Ok(options) = PgConnectOptions::from_str(writer.expose()) else {
            continue;
        };
        let (host, port) = (options.get_host(), options.get_port());
        let database = format!(
            "{host}:{port}/{}",
            options.get_database().unwrap_or_default()
        );
        match databases.iter().find(|(taken, _)| *taken == database) {
            Some((_, other)) => reader.problem(
                &format!("stores.{name}.writer"),
                format!("is the same database as store `{other}`; each store needs its own"),
            ),
            None => databases.push((database, name)),
        }
    }
}

fn database_url(
    reader: &mut Reader<'_>,
    setting: &'static str,
    text: String,
) -> Option<DatabaseUrl> {
    const FORM: &str = "must be like postgres://account:password@host:5432/database, or env:NAME";
    let url = secret(reader, setting, text)?;
    let options = PgConnectOptions::from_str(&url)
        .ok()
        .filter(|_| url.starts_with("postgres://") || url.starts_with("postgresql://"));
    let Some(options) = options else {
        reader.problem(setting, FORM);
        return None;
    };
    if options.get_database().unwrap_or_default().is_empty() {
        reader.problem(setting, format!("names no database; it {FORM}"));
    }
    let host = options.get_host().trim_matches(['[', ']']);
    if let Ok(address) = host.parse::<IpAddr>()
        && !is_private(address)
    {
        reader.problem(
            setting,
            format!(
                "the database address {address} is public; databases must be on private addresses"
            ),
        );
    }
    Some(DatabaseUrl::new(url))
}
