//! Search in the log, for the auditor.

use std::net::IpAddr;

use hufu_proof::hash;
use sqlx::QueryBuilder;
use uuid::Uuid;

use super::{
    entry::{Outcome, StoredEntry},
    store::{self, StoredRow},
};
use crate::{
    base::{
        clock::Timestamp,
        ids::{RequestId, SessionId, StaffId, SubjectId},
        page::{Page, PageRequest},
    },
    kernel::db::{Pool, Store},
    with_pool,
};

/// What to look for; every field narrows.
#[derive(Clone, Debug, Default)]
pub struct EntryFilter {
    /// The only member of staff whose entries may be seen: the scope of a grant, not a choice.
    pub owner: Option<StaffId>,
    /// Done by this member of staff, or about them: their logins and wrong codes come before anybody is known to do them.
    pub person: Option<StaffId>,
    /// Done under this role; `anonymous`, `operator` and `system` are roles too.
    pub role: Option<String>,
    pub session: Option<SessionId>,
    pub request: Option<RequestId>,
    pub address: Option<IpAddr>,
    pub event: Option<String>,
    pub outcome: Option<Outcome>,
    /// About a resource of this kind.
    pub resource_kind: Option<String>,
    pub resource: Option<String>,
    /// About this traveller or member of staff.
    pub subject: Option<SubjectId>,
    pub from: Option<Timestamp>,
    pub until: Option<Timestamp>,
}

/// An entry as it was found in the store: evidence first, then what it says.
pub struct FoundEntry {
    /// The number it is stored under.
    pub sequence: i64,
    /// The stored bytes.
    pub body: Vec<u8>,
    /// The stored leaf hash, hexadecimal.
    pub leaf: String,
    /// The tree's head after it as stored, hexadecimal; none for an entry from before there was a tree.
    pub root: Option<String>,
    /// Whether the body gives the leaf hash. The whole tree is checked by [`verify`](super::verify) only.
    pub holds: bool,
    /// What the body says; `None` when it says nothing that an entry could say, so that an altered entry hides no other.
    pub entry: Option<StoredEntry>,
}

/// Reads the log. It cannot write: it holds the reader's account only.
#[derive(Clone)]
pub struct AuditReader {
    pub(super) pool: Pool,
}

/// Numbers that entries are looked for between: after the first, up to the second.
pub(super) type Between = (i64, i64);

/// Adds the bounds of a stream.
macro_rules! between {
    ($query:ident, $between:expr) => {
        if let Some((after, through)) = $between {
            $query
                .push(" AND sequence > ")
                .push_bind(after)
                .push(" AND sequence <= ")
                .push_bind(through);
        }
    };
}

/// Adds the conditions of a filter, once for each driver. Within bounds, each set of numbers is bounded itself, and time is
/// not looked up by index (`+at`): the next piece of a stream would else collect all of them anew.
macro_rules! narrow {
    ($query:ident, $filter:ident) => {
        narrow!($query, $filter, None)
    };
    ($query:ident, $filter:ident, $between:expr) => {{
        let bounds: Option<$crate::kernel::audit::reader::Between> = $between;
        between!($query, bounds);
        if let Some(owner) = $filter.owner {
            $query.push(" AND actor_id = ").push_bind(owner);
        }
        // Two index lookups: an OR over two columns would be neither.
        if let Some(person) = $filter.person {
            $query
                .push(" AND sequence IN (SELECT sequence FROM entries WHERE actor_id = ")
                .push_bind(person);
            between!($query, bounds);
            $query
                .push(" UNION ALL SELECT sequence FROM entries WHERE resource_kind = 'staff' AND resource_id = ")
                .push_bind(person.to_string());
            between!($query, bounds);
            $query.push(")");
        }
        if let Some(role) = &$filter.role {
            $query.push(" AND actor_role = ").push_bind(role.as_str());
        }
        if let Some(request) = $filter.request {
            $query.push(" AND request_id = ").push_bind(request);
        }
        if let Some(session) = $filter.session {
            $query.push(" AND session_id = ").push_bind(session);
        }
        if let Some(address) = $filter.address {
            $query.push(" AND address = ").push_bind(address.to_string());
        }
        if let Some(event) = &$filter.event {
            $query.push(" AND event = ").push_bind(event.as_str());
        }
        if let Some(outcome) = $filter.outcome {
            $query.push(" AND outcome = ").push_bind(outcome.as_str());
        }
        if let Some(kind) = &$filter.resource_kind {
            $query
                .push(" AND resource_kind = ")
                .push_bind(kind.as_str());
        }
        if let Some(resource) = &$filter.resource {
            $query
                .push(" AND resource_id = ")
                .push_bind(resource.as_str());
        }
        if let Some(subject) = $filter.subject {
            $query
                .push(" AND sequence IN (SELECT sequence FROM entry_subjects WHERE subject_id = ")
                .push_bind(subject);
            between!($query, bounds);
            $query.push(")");
        }
        let at = if bounds.is_some() { " AND +at" } else { " AND at" };
        if let Some(from) = $filter.from {
            $query.push(at).push(" >= ").push_bind(from);
        }
        if let Some(until) = $filter.until {
            $query.push(at).push(" < ").push_bind(until);
        }
    }};
}
pub(super) use {between, narrow};

impl AuditReader {
    /// A reader of this store.
    pub fn new(store: &Store) -> Self {
        Self {
            pool: store.reader().clone(),
        }
    }

    /// A reader of a store that was opened for reading alone.
    pub fn over(pool: Pool) -> Self {
        Self { pool }
    }

    /// One entry.
    pub async fn find(&self, sequence: i64) -> sqlx::Result<Option<FoundEntry>> {
        Ok(store::find(&self.pool, sequence).await?.map(found))
    }

    /// The subjects of an entry, up to `limit`.
    pub async fn subjects(&self, sequence: i64, limit: i64) -> sqlx::Result<Vec<SubjectId>> {
        let rows = store::subjects(&self.pool, sequence, sequence, limit).await?;
        Ok(rows.into_iter().map(|(_, subject)| subject).collect())
    }

    /// How many entries match; counting stops at `limit`.
    pub async fn count(&self, filter: &EntryFilter, limit: i64) -> sqlx::Result<i64> {
        with_pool!(&self.pool, |db| {
            let mut query =
                QueryBuilder::new("SELECT COUNT(*) FROM (SELECT 1 FROM entries WHERE 1 = 1");
            narrow!(query, filter);
            query.push(" LIMIT ").push_bind(limit).push(") AS matching");
            query.build_query_scalar().fetch_one(db).await
        })
    }

    /// How often somebody did something after `since`, before entry `before`; counting stops at `limit`. A number and
    /// nothing else: for caps, which every permission may ask for about the actor's own doing.
    pub(in crate::kernel) async fn count_own(
        &self,
        actor: StaffId,
        event: &'static str,
        since: Timestamp,
        before: i64,
        limit: i64,
    ) -> sqlx::Result<i64> {
        store::count_own(&self.pool, actor, event, since, before, limit).await
    }

    /// A page of the entries that match, by number; the cursor's key is a number, its id nothing.
    pub async fn list(
        &self,
        filter: &EntryFilter,
        request: &PageRequest,
    ) -> sqlx::Result<Page<FoundEntry>> {
        let scan = request.scan();
        let rows: Vec<StoredRow> = with_pool!(&self.pool, |db| {
            let mut query =
                QueryBuilder::new("SELECT sequence, body, leaf, root FROM entries WHERE 1 = 1");
            narrow!(query, filter);
            if let Some(cursor) = request.cursor {
                query.push(" AND sequence").push(scan.comparison);
                query.push_bind(cursor.key);
            }
            query.push(" ORDER BY sequence").push(scan.direction);
            query.push(" LIMIT ").push_bind(request.limit());
            query.build_query_as().fetch_all(db).await
        })?;
        let page = request.cut(rows, |row| (row.sequence, Uuid::nil()));
        Ok(page.map(found))
    }
}

pub(super) fn found(row: StoredRow) -> FoundEntry {
    FoundEntry {
        sequence: row.sequence,
        leaf: hex::encode(&row.leaf),
        root: row.root.as_ref().map(hex::encode),
        holds: row.leaf == hash::leaf(&row.body),
        entry: serde_json::from_slice(&row.body).ok(),
        body: row.body,
    }
}
