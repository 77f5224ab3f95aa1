//! Reading the audit log as a stranger would: through a read-only connection of its own.

use hufu::kernel::audit::StoredEntry;
use sqlx::{Connection, PgConnection, SqliteConnection, sqlite::SqliteConnectOptions};

use super::{TestApp, waiting::until};
use hufu::config::StoreLocation;

const BODIES: &str = "SELECT body FROM entries WHERE sequence > $1 ORDER BY sequence";

/// Every entry after `sequence`.
pub async fn entries_after(app: &TestApp, sequence: i64) -> Vec<StoredEntry> {
    entries_in(&app.config.stores.audit, sequence).await
}

/// Every entry after `sequence` in the audit store that is there.
pub async fn entries_in(store: &StoreLocation, sequence: i64) -> Vec<StoredEntry> {
    let bodies: Vec<Vec<u8>> = match store {
        StoreLocation::Sqlite(path) => {
            let options = SqliteConnectOptions::new().filename(path).read_only(true);
            let mut connection = SqliteConnection::connect_with(&options)
                .await
                .expect("the log");
            sqlx::query_scalar(BODIES)
                .bind(sequence)
                .fetch_all(&mut connection)
                .await
                .expect("entries")
        }
        StoreLocation::Postgres { reader, .. } => {
            let mut connection = PgConnection::connect(reader.expose())
                .await
                .expect("the log");
            sqlx::query_scalar(BODIES)
                .bind(sequence)
                .fetch_all(&mut connection)
                .await
                .expect("entries")
        }
    };
    bodies
        .iter()
        .map(|body| serde_json::from_slice(body).expect("an entry"))
        .collect()
}

/// Every entry after `sequence` but those of the system, whose jobs write theirs at any time.
pub async fn of_people(app: &TestApp, sequence: i64) -> Vec<StoredEntry> {
    let mut entries = entries_after(app, sequence).await;
    entries.retain(|entry| entry.actor_kind != "system");
    entries
}

/// The first entry of this event after `sequence`, once it is there.
pub async fn awaited(app: &TestApp, sequence: i64, event: &str) -> StoredEntry {
    until(event, async || {
        let entries = entries_after(app, sequence).await;
        let found = entries.iter().find(|entry| entry.event == event).cloned();
        found.ok_or_else(|| {
            entries
                .into_iter()
                .map(|entry| entry.event)
                .collect::<Vec<_>>()
        })
    })
    .await
}

/// The number of the newest entry.
pub async fn head(app: &TestApp) -> i64 {
    entries_after(app, 0)
        .await
        .last()
        .map_or(0, |entry| entry.sequence)
}
