//! Search in the log, for the auditor.

use sqlx::QueryBuilder;

use super::{
    entry::{Outcome, StoredEntry},
    store,
};
use crate::{
    base::{
        clock::Timestamp,
        ids::{SessionId, StaffId, SubjectId},
    },
    kernel::db::{Pool, Store},
    with_pool,
};

/// What to look for; every field narrows.
#[derive(Clone, Debug, Default)]
pub struct EntryFilter {
    /// Done by this member of staff.
    pub actor: Option<StaffId>,
    /// In this session.
    pub session: Option<SessionId>,
    /// This event.
    pub event: Option<String>,
    /// This outcome.
    pub outcome: Option<Outcome>,
    /// About a resource of this kind.
    pub resource_kind: Option<String>,
    /// About this resource.
    pub resource: Option<String>,
    /// About this traveller or member of staff.
    pub subject: Option<SubjectId>,
    /// At or after.
    pub from: Option<Timestamp>,
    /// Before.
    pub until: Option<Timestamp>,
}

/// A page of entries, newest first.
pub struct EntryPage {
    /// The entries.
    pub entries: Vec<StoredEntry>,
    /// Older entries follow.
    pub older: bool,
    /// Newer entries exist.
    pub newer: bool,
}

/// Which way to turn the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// From the newest.
    Start,
    /// Entries before this number.
    Older(i64),
    /// Entries after this number.
    Newer(i64),
}

/// Reads the log. It cannot write: it holds the reader's account only.
#[derive(Clone)]
pub struct AuditReader {
    pool: Pool,
}

/// An error while reading the log.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The database refused.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    /// A body is not an entry: the log was altered.
    #[error("entry {0} cannot be read: the log was altered")]
    Altered(i64),
}

impl AuditReader {
    /// A reader of this store.
    pub fn new(store: &Store) -> Self {
        Self {
            pool: store.reader().clone(),
        }
    }

    /// One entry.
    ///
    /// # Errors
    /// When the store cannot be read or the body is not an entry.
    pub async fn find(&self, sequence: i64) -> Result<Option<StoredEntry>, ReadError> {
        store::find(&self.pool, sequence)
            .await?
            .map(parse)
            .transpose()
    }

    /// The subjects of an entry, up to `limit`.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn subjects(&self, sequence: i64, limit: i64) -> Result<Vec<SubjectId>, ReadError> {
        let rows = store::subjects(&self.pool, sequence, sequence, limit).await?;
        Ok(rows.into_iter().map(|(_, subject)| subject).collect())
    }

    /// How many entries the log holds.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn count(&self) -> Result<i64, ReadError> {
        Ok(store::count(&self.pool).await?)
    }

    /// A page of the entries that match, newest first.
    ///
    /// # Errors
    /// When the store cannot be read or a body is not an entry.
    pub async fn list(
        &self,
        filter: &EntryFilter,
        turn: Turn,
        size: i64,
    ) -> Result<EntryPage, ReadError> {
        let rows: Vec<(i64, Vec<u8>)> = with_pool!(&self.pool, |db| {
            let mut query = QueryBuilder::new("SELECT sequence, body FROM entries e WHERE 1 = 1");
            if let Some(actor) = filter.actor {
                query.push(" AND actor_id = ").push_bind(actor);
            }
            if let Some(session) = filter.session {
                query.push(" AND session_id = ").push_bind(session);
            }
            if let Some(event) = &filter.event {
                query.push(" AND event = ").push_bind(event.as_str());
            }
            if let Some(outcome) = filter.outcome {
                query.push(" AND outcome = ").push_bind(outcome.as_str());
            }
            if let Some(kind) = &filter.resource_kind {
                query.push(" AND resource_kind = ").push_bind(kind.as_str());
            }
            if let Some(resource) = &filter.resource {
                query
                    .push(" AND resource_id = ")
                    .push_bind(resource.as_str());
            }
            if let Some(subject) = filter.subject {
                query
                    .push(" AND EXISTS (SELECT 1 FROM entry_subjects s WHERE s.sequence = e.sequence AND s.subject_id = ")
                    .push_bind(subject)
                    .push(")");
            }
            if let Some(from) = filter.from {
                query.push(" AND at >= ").push_bind(from);
            }
            if let Some(until) = filter.until {
                query.push(" AND at < ").push_bind(until);
            }
            match turn {
                Turn::Start => query
                    .push(" ORDER BY sequence DESC LIMIT ")
                    .push_bind(size + 1),
                Turn::Older(than) => query
                    .push(" AND sequence < ")
                    .push_bind(than)
                    .push(" ORDER BY sequence DESC LIMIT ")
                    .push_bind(size + 1),
                Turn::Newer(than) => query
                    .push(" AND sequence > ")
                    .push_bind(than)
                    .push(" ORDER BY sequence LIMIT ")
                    .push_bind(size + 1),
            };
            query.build_query_as().fetch_all(db).await
        })?;
        page(rows, turn, size)
    }
}

fn page(mut rows: Vec<(i64, Vec<u8>)>, turn: Turn, size: i64) -> Result<EntryPage, ReadError> {
    let more = rows.len() as i64 > size;
    if more {
        rows.pop();
    }
    let (older, newer) = match turn {
        Turn::Start => (more, false),
        Turn::Older(_) => (more, true),
        Turn::Newer(_) => {
            rows.reverse();
            (true, more)
        }
    };
    let entries = rows.into_iter().map(parse).collect::<Result<_, _>>()?;
    Ok(EntryPage {
        entries,
        older,
        newer,
    })
}

fn parse((sequence, body): (i64, Vec<u8>)) -> Result<StoredEntry, ReadError> {
    serde_json::from_slice(&body).map_err(|_| ReadError::Altered(sequence))
}
