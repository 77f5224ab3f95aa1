//! One store: its two accounts, opened and migrated.

use std::{path::PathBuf, str::FromStr, time::Duration};

use sqlx::{
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use super::{
    Engine, Pool, ReadPool, Transaction, engine::Writer, migrations, opened_file::OpenedFile,
    store_name::StoreName,
};

/// Where a store is and under which accounts it is opened.
pub enum Location {
    /// An SQLite file, made with mode 0600 when absent.
    Sqlite(PathBuf),
    /// A PostgreSQL database: one URL for each account. The owner migrates; it is not kept open.
    Postgres {
        /// Reads only.
        reader: String,
        writer: String,
        /// Owns the tables and runs the migrations.
        owner: String,
    },
}

/// Why a store could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("the {store} store cannot be opened: {source}")]
    Database {
        store: &'static str,
        source: sqlx::Error,
    },
    #[error("the {store} store cannot be migrated: {source}")]
    Migration {
        store: &'static str,
        source: sqlx::migrate::MigrateError,
    },
    /// The file could not be made.
    #[error("the file of the {store} store cannot be made: {source}")]
    File {
        store: &'static str,
        source: std::io::Error,
    },
}

/// An open store: a reader that cannot write and a writer that only the kernel can reach.
#[derive(Clone, Debug)]
pub struct Store {
    name: StoreName,
    reader: Pool,
    writer: Writer,
    /// The SQLite file that was opened; PostgreSQL has none.
    file: Option<OpenedFile>,
}

/// How long a statement waits for another writer before it is an error.
pub(super) const BUSY: Duration = Duration::from_secs(3);
/// How long a request waits for a free connection.
pub(super) const ACQUIRE: Duration = Duration::from_secs(5);
const READERS: u32 = 4;
/// Page caches in KiB (negative: not pages). An export of any size reads through one connection of each store, so the first
/// bounds what it holds; the system's own cache keeps what is read often. An import changes thousands of pages at once.
const READER_CACHE_KIB: &str = "-2048";
const WRITER_CACHE_KIB: &str = "-8192";
/// Pages in the write-ahead log before they are copied home (16 MiB): a page changed often is copied once.
const CHECKPOINT_PAGES: &str = "4000";
/// Rows that a connection's thread reads ahead: with few, it waits for whoever takes them and is woken again and again.
const ROWS_AT_ONCE: usize = 1024;

impl Store {
    /// Opens and migrates `name`.
    ///
    /// # Errors
    /// When the database cannot be reached or migrated.
    pub async fn open(name: StoreName, location: &Location) -> Result<Self, OpenError> {
        match location {
            Location::Sqlite(path) => Self::open_sqlite(name, path).await,
            Location::Postgres {
                reader,
                writer,
                owner,
            } => Self::open_postgres(name, reader, writer, owner).await,
        }
    }

    async fn open_sqlite(name: StoreName, path: &PathBuf) -> Result<Self, OpenError> {
        let store = name.as_str();
        private_file(path).map_err(|source| OpenError::File { store, source })?;
        let shared = SqliteConnectOptions::new()
            .filename(path)
            .busy_timeout(BUSY)
            .foreign_keys(true)
            .pragma("recursive_triggers", "ON")
            .pragma("trusted_schema", "OFF")
            .pragma("temp_store", "MEMORY")
            .row_buffer_size(ROWS_AT_ONCE)
            .pragma("cache_size", READER_CACHE_KIB);
        let database = |source| OpenError::Database { store, source };
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(ACQUIRE)
            // It is in this process: there is nothing to ask it before each transaction.
            .test_before_acquire(false)
            .connect_with(
                shared
                    .clone()
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Full)
                    .pragma("secure_delete", "ON")
                    .pragma("cache_size", WRITER_CACHE_KIB)
                    .pragma("wal_autocheckpoint", CHECKPOINT_PAGES),
            )
            .await
            .map_err(database)?;
        migrations::of(Engine::Sqlite, name)
            .run(&writer)
            .await
            .map_err(|source| OpenError::Migration { store, source })?;
        // `read_only` holds; `PRAGMA query_only` can be switched off again by the connection itself (S7).
        let reader = ReadPool::open(shared.read_only(true), READERS, ACQUIRE)
            .await
            .map_err(database)?;
        Ok(Self {
            name,
            reader: Pool::Sqlite(reader),
            writer: Writer::Sqlite(writer),
            file: Some(OpenedFile::of(path).map_err(|source| OpenError::File { store, source })?),
        })
    }

    async fn open_postgres(
        name: StoreName,
        reader: &str,
        writer: &str,
        owner: &str,
    ) -> Result<Self, OpenError> {
        let store = name.as_str();
        let database = |source| OpenError::Database { store, source };
        let connect = async |url: &str, connections: u32, read_only: bool| {
            let mut options = PgConnectOptions::from_str(url)?.options([("lock_timeout", "3s")]);
            if read_only {
                options = options.options([("default_transaction_read_only", "on")]);
            }
            PgPoolOptions::new()
                .max_connections(connections)
                .acquire_timeout(ACQUIRE)
                .connect_with(options)
                .await
        };
        let migrator = connect(owner, 1, false).await.map_err(database)?;
        migrations::of(Engine::Postgres, name)
            .run(&migrator)
            .await
            .map_err(|source| OpenError::Migration { store, source })?;
        migrator.close().await;
        let writer = connect(writer, READERS, false).await.map_err(database)?;
        let reader = connect(reader, READERS, true).await.map_err(database)?;
        Ok(Self {
            name,
            reader: Pool::Postgres(reader),
            writer: Writer::Postgres(writer),
            file: None,
        })
    }

    pub fn name(&self) -> StoreName {
        self.name
    }

    /// Connections that can read and nothing else.
    pub fn reader(&self) -> &Pool {
        &self.reader
    }

    /// Opens a transaction that may write. Features reach this only through a receipt.
    ///
    /// A file that was removed or replaced is an error: SQLite would go on writing to what nobody can find any more.
    pub(in crate::kernel) async fn begin(&self) -> sqlx::Result<Transaction> {
        if let Some(file) = &self.file {
            file.is_in_place()?;
        }
        self.writer.begin().await
    }

    /// Writes what was committed out of SQLite's journal and empties it, so that rows which were deleted do not stand there
    /// any more; the file's own pages are overwritten when rows are deleted (`secure_delete`). While a reader is at it, the
    /// journal stays until the next time. PostgreSQL's log and dead rows are overwritten by the server in its own time.
    pub(in crate::kernel) async fn empty_journal(&self) -> sqlx::Result<()> {
        if let Writer::Sqlite(pool) = &self.writer {
            sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
                .execute(pool)
                .await?;
        }
        Ok(())
    }

    /// Closes every connection, waiting for those in use.
    pub async fn close(&self) {
        crate::with_pool!(&self.reader, |db| db.close().await);
        self.writer.close().await;
    }
}

/// Makes the file with mode 0600 if it is not there; SQLite gives its journal files the same mode.
fn private_file(path: &PathBuf) -> std::io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    if let Some(directory) = path.parent() {
        std::fs::create_dir_all(directory)?;
    }
    std::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(path)
        .map(drop)
}
