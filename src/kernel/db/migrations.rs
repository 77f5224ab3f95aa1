//! The migrations of each store, compiled in: same names, same order, one folder an engine.

use sqlx::migrate::Migrator;

use super::{Engine, StoreName};

static SQLITE_BUSINESS: Migrator = sqlx::migrate!("migrations/sqlite/business");
static SQLITE_VAULT: Migrator = sqlx::migrate!("migrations/sqlite/vault");
static SQLITE_KEYS: Migrator = sqlx::migrate!("migrations/sqlite/keys");
static SQLITE_AUDIT: Migrator = sqlx::migrate!("migrations/sqlite/audit");
static POSTGRES_BUSINESS: Migrator = sqlx::migrate!("migrations/postgres/business");
static POSTGRES_VAULT: Migrator = sqlx::migrate!("migrations/postgres/vault");
static POSTGRES_KEYS: Migrator = sqlx::migrate!("migrations/postgres/keys");
static POSTGRES_AUDIT: Migrator = sqlx::migrate!("migrations/postgres/audit");

/// The migrations of `store` in the dialect of `engine`.
pub(in crate::kernel) fn of(engine: Engine, store: StoreName) -> &'static Migrator {
    match (engine, store) {
        (Engine::Sqlite, StoreName::Business) => &SQLITE_BUSINESS,
        (Engine::Sqlite, StoreName::Vault) => &SQLITE_VAULT,
        (Engine::Sqlite, StoreName::Keys) => &SQLITE_KEYS,
        (Engine::Sqlite, StoreName::Audit) => &SQLITE_AUDIT,
        (Engine::Postgres, StoreName::Business) => &POSTGRES_BUSINESS,
        (Engine::Postgres, StoreName::Vault) => &POSTGRES_VAULT,
        (Engine::Postgres, StoreName::Keys) => &POSTGRES_KEYS,
        (Engine::Postgres, StoreName::Audit) => &POSTGRES_AUDIT,
    }
}
