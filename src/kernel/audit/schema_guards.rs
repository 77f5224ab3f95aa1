//! The schema guards that the log's own database puts up: tables, indexes and triggers exactly as the migrations make them (S7).
//!
//! They stop mistakes; whoever can change the schema can take them down, or put up a trigger that drops entries without a
//! word. So they are compared at every start and by every verification.

use std::collections::BTreeSet;

use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};

use crate::{
    kernel::db::{Engine, Pool, Statement, StoreName, migrations},
    statements,
};

/// Everything that stands between a statement and the tables, as name and definition. On PostgreSQL a trigger that is
/// switched off (`tgenabled` is not `O`) differs, and so does any rule.
const GUARDS: Statement = Statement {
    sqlite: "SELECT name, COALESCE(sql, '') FROM sqlite_master \
             WHERE NOT (type = 'table' AND name = '_sqlx_migrations') \
             AND NOT (type = 'index' AND name = 'sqlite_autoindex__sqlx_migrations_1')",
    postgres: "SELECT tgname::text, tgenabled::text || ' ' || pg_get_triggerdef(t.oid, true) FROM pg_trigger t \
               JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT tgisinternal AND c.relnamespace = current_schema()::regnamespace \
               UNION ALL SELECT p.proname::text, concat_ws(' ', p.prosrc, CASE WHEN p.prosecdef THEN 'as its owner' END, \
               array_to_string(p.proconfig, ' ')) FROM pg_proc p \
               WHERE p.proname IN ('prune_entries', 'six_months_ago') AND p.pronamespace = current_schema()::regnamespace \
               OR EXISTS (SELECT 1 FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE t.tgfoid = p.oid \
               AND NOT tgisinternal AND c.relnamespace = current_schema()::regnamespace) \
               UNION ALL SELECT rulename::text, definition FROM pg_rules WHERE schemaname = current_schema()",
};

statements! { Audit;
    fn stored_guards(pool) -> Vec<(String, String)> = GUARDS;

    /// The first thing that is wrong with the file.
    fn damage(pool) -> OptionalValue<String> = {
        sqlite: "SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok' LIMIT 1",
        postgres: "SELECT NULL::text WHERE false"
    };
}

/// Schema guards that are not as Hufu built them, by the names of what is different.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("somebody changed the database: in the audit store, this is not as Hufu made it: {0}")]
pub struct SchemaDrift(String);

impl SchemaDrift {
    /// So many are named: whoever can add one can add thousands.
    const NAMED: usize = 20;

    fn of(names: &BTreeSet<&str>) -> Self {
        let named: Vec<&str> = names.iter().copied().take(Self::NAMED).collect();
        let named = named.join(", ");
        Self(match names.len().saturating_sub(Self::NAMED) {
            0 => named,
            more => format!("{named} and {more} more"),
        })
    }
}

/// Why the schema guards could not be found whole.
#[derive(Debug, thiserror::Error)]
pub enum SchemaGuardError {
    /// One was taken down, changed or added.
    #[error(transparent)]
    Altered(#[from] SchemaDrift),
    /// The store cannot be read.
    #[error("the schema guards of the audit store cannot be read: {0}")]
    Database(#[from] sqlx::Error),
}

type SchemaGuards = BTreeSet<(String, String)>;

/// Compares the store's tables, indexes, triggers and rules with what this version makes.
///
/// # Errors
/// [`SchemaGuardError::Altered`] names those that differ; otherwise the store cannot be read.
pub async fn check_schema_guards(pool: &Pool) -> Result<(), SchemaGuardError> {
    let built = match pool.engine() {
        Engine::Sqlite => built_in_sqlite().await?,
        Engine::Postgres => built_in_postgres(),
    };
    let found = read(pool).await?;
    let differ = built.symmetric_difference(&found);
    let differ: BTreeSet<&str> = differ.map(|(name, _)| name.as_str()).collect();
    if differ.is_empty() {
        return Ok(());
    }
    Err(SchemaDrift::of(&differ).into())
}

/// The same, and that the file's indexes lead to every row: one that was emptied under its old name hides entries from whoever
/// searches. SQLite reads all of the file for it; PostgreSQL lets nobody write into an index.
///
/// # Errors
/// As [`check_schema_guards`].
pub async fn check_schema_guards_and_indexes(pool: &Pool) -> Result<(), SchemaGuardError> {
    check_schema_guards(pool).await?;
    match damage(pool).await? {
        None => Ok(()),
        Some(_) => Err(SchemaDrift("an index or a page".to_owned()).into()),
    }
}

async fn read(pool: &Pool) -> sqlx::Result<SchemaGuards> {
    Ok(guards(stored_guards(pool).await?))
}

fn guards(rows: Vec<(String, String)>) -> SchemaGuards {
    let one_line = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    rows.into_iter()
        .map(|(name, text)| (name, one_line(text)))
        .collect()
}

/// What the migrations make of an empty database.
async fn built_in_sqlite() -> Result<SchemaGuards, SchemaGuardError> {
    let options = SqliteConnectOptions::new().in_memory(true);
    let mut empty = SqliteConnection::connect_with(&options).await?;
    for migration in migrations::of(Engine::Sqlite, StoreName::Audit).iter() {
        let statements = sqlx::raw_sql(migration.sql.clone());
        statements.execute(&mut empty).await?;
    }
    let rows = sqlx::query_as(GUARDS.sqlite).fetch_all(&mut empty).await?;
    Ok(guards(rows))
}

/// The same for PostgreSQL, which gives no empty database in passing: its triggers as it prints them, and the bodies of their
/// functions as the migrations give them. A test compares them with a fresh store.
fn built_in_postgres() -> SchemaGuards {
    let triggers = TRIGGERS.iter().map(|(name, when, table, each, function)| {
        let text = format!(
            "O CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH {each} EXECUTE FUNCTION {function}()"
        );
        ((*name).to_owned(), text)
    });
    guards(triggers.chain(functions()).collect())
}

const CHANGE: &str = "DELETE OR UPDATE OR TRUNCATE";

/// Name, when, table, for each what, function.
const TRIGGERS: [(&str, &str, &str, &str, &str); 13] = [
    (
        "entries_next",
        "INSERT",
        "entries",
        "ROW",
        "require_next_sequence",
    ),
    (
        "entries_no_change",
        "UPDATE OR TRUNCATE",
        "entries",
        "STATEMENT",
        "refuse_change",
    ),
    (
        "entries_kept",
        "DELETE",
        "entries",
        "ROW",
        "require_pruning",
    ),
    (
        "entry_subjects_no_change",
        "UPDATE OR TRUNCATE",
        "entry_subjects",
        "STATEMENT",
        "refuse_change",
    ),
    (
        "entry_subjects_kept",
        "DELETE",
        "entry_subjects",
        "ROW",
        "require_pruning_of_entry",
    ),
    (
        "prunings_next",
        "INSERT",
        "prunings",
        "ROW",
        "require_later_pruning",
    ),
    (
        "pruned_leaves_next",
        "INSERT",
        "pruned_leaves",
        "ROW",
        "require_next_leaf",
    ),
    (
        "tree_nodes_no_change",
        CHANGE,
        "tree_nodes",
        "STATEMENT",
        "refuse_change",
    ),
    (
        "checkpoint_keys_no_change",
        CHANGE,
        "checkpoint_keys",
        "STATEMENT",
        "refuse_change",
    ),
    (
        "checkpoints_no_change",
        CHANGE,
        "checkpoints",
        "STATEMENT",
        "refuse_change",
    ),
    (
        "checkpoint_deliveries_no_change",
        CHANGE,
        "checkpoint_deliveries",
        "STATEMENT",
        "refuse_change",
    ),
    (
        "prunings_no_change",
        CHANGE,
        "prunings",
        "STATEMENT",
        "refuse_change",
    ),
    (
        "pruned_leaves_no_change",
        CHANGE,
        "pruned_leaves",
        "STATEMENT",
        "refuse_change",
    ),
];

/// Where every function looks names up, so that nobody's temporary table comes before ours.
const SEARCH_PATH: &str = "search_path=public, pg_temp";

/// Each function that the migrations make: its body between the dollar signs, whether it has its owner's rights, and where it
/// looks names up.
fn functions() -> impl Iterator<Item = (String, String)> {
    let migrations = migrations::of(Engine::Postgres, StoreName::Audit).iter();
    migrations.flat_map(|migration| {
        let made = migration.sql.as_str().split("CREATE FUNCTION ").skip(1);
        made.filter_map(|text| {
            let (name, rest) = text.split_once('(')?;
            let (head, rest) = rest.split_once("$$")?;
            let (body, _) = rest.split_once("$$")?;
            let owner = if head.contains("SECURITY DEFINER") {
                "as its owner"
            } else {
                ""
            };
            Some((name.to_owned(), format!("{body} {owner} {SEARCH_PATH}")))
        })
    })
}
