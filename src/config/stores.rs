//! `[data]` and `[stores]`: where the four stores are, and under which accounts they are opened (design: four stores, apart).
//!
//! Checks what can be seen in the file: an address that is a public IP literal is refused (S6), and so are two stores in one database.
//! Host names are looked up, and accounts tried out, when the stores are opened.

use std::fmt;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use sqlx::postgres::PgConnectOptions;
use zeroize::Zeroizing;

use super::address::is_private;
use super::reader::Reader;

/// The database engine behind all four stores.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// Four SQLite files in the data folder: the embedded default.
    Sqlite,
    /// Four PostgreSQL databases, which may be on different servers.
    Postgres,
}

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
#[derive(Clone, PartialEq, Eq)]
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

    pub(super) fn read(reader: &mut Reader<'_>, data_directory: &Path) -> Self {
        reader.gone(
            "stores.content",
            "is gone: nothing was ever kept in it. Delete the section; its database or file can be deleted too",
        );
        match reader.choice(
            "stores.engine",
            None,
            [("sqlite", Engine::Sqlite), ("postgres", Engine::Postgres)],
        ) {
            Some(Engine::Postgres) => Self::read_postgres(reader),
            engine => {
                for store in STORES {
                    let section = format!("stores.{store}");
                    if engine.is_some() && reader.is_written(&section) {
                        reader.problem(&section, "belongs to engine = \"postgres\"; with \"sqlite\" the files are in data.directory");
                    }
                    reader.skip(&accounts(store));
                }
                Self::sqlite(data_directory)
            }
        }
    }

    fn read_postgres(reader: &mut Reader<'_>) -> Self {
        let mut places = Vec::new();
        let [business, vault, keys, audit] =
            STORES.map(|store| read_location(reader, store, &mut places));
        Self {
            engine: Engine::Postgres,
            business,
            vault,
            keys,
            audit,
        }
    }
}

const STORES: [&str; 4] = ["business", "vault", "keys", "audit"];

fn accounts(store: &str) -> [String; 3] {
    ["reader", "writer", "owner"].map(|account| format!("stores.{store}.{account}"))
}

/// `places` are the databases of the stores read before.
fn read_location(
    reader: &mut Reader<'_>,
    store: &'static str,
    places: &mut Vec<(String, &'static str)>,
) -> StoreLocation {
    let [reading, writing, owning] = accounts(store);
    let location = StoreLocation::Postgres {
        reader: read_url(reader, &reading, true).unwrap_or_else(|| DatabaseUrl::new(String::new())),
        writer: read_url(reader, &writing, true).unwrap_or_else(|| DatabaseUrl::new(String::new())),
        owner: read_url(reader, &owning, false),
    };
    if let StoreLocation::Postgres { writer, .. } = &location
        && let Ok(options) = PgConnectOptions::from_str(writer.expose())
    {
        let place = format!(
            "{}:{}/{}",
            options.get_host(),
            options.get_port(),
            options.get_database().unwrap_or_default()
        );
        match places.iter().find(|(taken, _)| *taken == place) {
            Some((_, other)) => reader.problem(
                &writing,
                format!("is the same database as store `{other}`; each store needs its own"),
            ),
            None => places.push((place, store)),
        }
    }
    location
}

fn read_url(reader: &mut Reader<'_>, setting: &str, required: bool) -> Option<DatabaseUrl> {
    const FORM: &str = "must be like postgres://account:password@host:5432/database, or env:NAME";
    let before = reader.problem_count();
    let Some(url) = reader.optional_secret(setting) else {
        if required && reader.problem_count() == before {
            reader.problem(setting, format!("is missing; {FORM}"));
        }
        return None;
    };
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
