//! The walls that the log's own database puts up: tables, indexes and triggers exactly as the migrations make them (S7).
//!
//! They stop mistakes; whoever can change the schema can take them down, or put up a trigger that drops entries without a
//! word. So they are compared at every start and by every verification.

use std::collections::BTreeSet;

use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};

use crate::{
    kernel::db::{Engine, Pool, StoreName, migrations},
    statements, with_pool,
};

statements! { Audit;
    /// Everything that stands between a statement and the tables, as name and definition. On PostgreSQL a trigger that is
    /// switched off (`tgenabled` is not `O`) differs, and so does any rule.
    WALLS = {
        sqlite: "SELECT name, COALESCE(sql, '') FROM sqlite_master \
                 WHERE name NOT LIKE '\\_sqlx%' ESCAPE '\\' AND tbl_name NOT LIKE '\\_sqlx%' ESCAPE '\\'",
        postgres: "SELECT tgname::text, tgenabled::text || ' ' || pg_get_triggerdef(t.oid, true) FROM pg_trigger t \
                   JOIN pg_class c ON c.oid = t.tgrelid \
                   WHERE NOT tgisinternal AND c.relname IN ('entries', 'entry_subjects') \
                   UNION ALL SELECT p.proname::text, p.prosrc FROM pg_proc p WHERE EXISTS (SELECT 1 FROM pg_trigger t \
                   JOIN pg_class c ON c.oid = t.tgrelid WHERE t.tgfoid = p.oid AND NOT tgisinternal \
                   AND c.relname IN ('entries', 'entry_subjects')) \
                   UNION ALL SELECT rulename::text, definition FROM pg_rules WHERE tablename IN ('entries', 'entry_subjects')"
    };
}

/// A wall that is not as Hufu built it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} of the audit store is not as Hufu made it: somebody changed the database")]
pub struct AlteredWall(String);

/// Why the walls could not be found whole.
#[derive(Debug, thiserror::Error)]
pub enum WallError {
    /// One was taken down, changed or added.
    #[error(transparent)]
    Altered(#[from] AlteredWall),
    /// The store cannot be read.
    #[error("the walls of the audit store cannot be read: {0}")]
    Database(#[from] sqlx::Error),
    /// The walls to compare with could not be built.
    #[error("the walls of the audit store cannot be compared: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
}

type Walls = BTreeSet<(String, String)>;

/// Compares the store's tables, indexes, triggers and rules with what this version makes.
///
/// # Errors
/// [`WallError::Altered`] names the first that differs; otherwise the store cannot be read.
pub async fn check_walls(pool: &Pool) -> Result<(), WallError> {
    let built = match pool.engine() {
        Engine::Sqlite => built_in_sqlite().await?,
        Engine::Postgres => built_in_postgres(),
    };
    let found = read(pool).await?;
    match built.symmetric_difference(&found).next() {
        Some((name, _)) => Err(AlteredWall(name.clone()).into()),
        None => Ok(()),
    }
}

async fn read(pool: &Pool) -> sqlx::Result<Walls> {
    let rows = with_pool!(pool, WALLS, |sql, db| sqlx::query_as(sql)
        .fetch_all(db)
        .await)?;
    Ok(walls(rows))
}

fn walls(rows: Vec<(String, String)>) -> Walls {
    let one_line = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    rows.into_iter()
        .map(|(name, text)| (name, one_line(text)))
        .collect()
}

/// What the migrations make of an empty database.
async fn built_in_sqlite() -> Result<Walls, WallError> {
    let options = SqliteConnectOptions::new().in_memory(true);
    let mut empty = SqliteConnection::connect_with(&options).await?;
    migrations::of(Engine::Sqlite, StoreName::Audit)
        .run(&mut empty)
        .await?;
    let rows = sqlx::query_as(WALLS.sqlite).fetch_all(&mut empty).await?;
    Ok(walls(rows))
}

/// The same for PostgreSQL, which gives no empty database in passing: its triggers as it prints them, and the bodies of
/// their functions. A test compares them with a fresh store.
fn built_in_postgres() -> Walls {
    let refuse = "BEGIN RAISE EXCEPTION 'audit entries are never changed or deleted'; END";
    let next = "BEGIN IF NEW.sequence <> (SELECT COALESCE(MAX(sequence), 0) + 1 FROM entries) THEN \
                RAISE EXCEPTION 'audit entries are appended one after another'; END IF; RETURN NEW; END";
    let no_change = |table: &str| {
        format!(
            "O CREATE TRIGGER {table}_no_change BEFORE DELETE OR UPDATE OR TRUNCATE ON {table} \
             FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    };
    let insert = "O CREATE TRIGGER entries_next BEFORE INSERT ON entries FOR EACH ROW EXECUTE FUNCTION require_next_sequence()";
    [
        ("refuse_change", refuse.to_owned()),
        ("require_next_sequence", next.to_owned()),
        ("entries_next", insert.to_owned()),
        ("entries_no_change", no_change("entries")),
        ("entry_subjects_no_change", no_change("entry_subjects")),
    ]
    .map(|(name, text)| (name.to_owned(), text))
    .into()
}
