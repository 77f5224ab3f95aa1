//! The SQL of appending: the head under the writers' lock, and what a batch adds.

use hufu_proof::{Node, hash::Hash};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::{
    base::{clock::Timestamp, ids::SubjectId},
    kernel::db::{Transaction, pieces},
    statements, with_transaction,
};

statements! { Audit;
    /// The newest entry's number and the tree's head after it.
    fn head(transaction) -> Option<(i64, Option<Vec<u8>>)> =
        "SELECT sequence, root FROM entries ORDER BY sequence DESC LIMIT 1";

    /// The newest entry's number; 0 in an empty log.
    pub(in crate::kernel::audit) fn newest(pool) -> Value<i64> = "SELECT COALESCE(MAX(sequence), 0) FROM entries";

    /// One writer at a time across instances. On SQLite the transaction's own lock does it.
    fn lock_log(transaction) = { sqlite: "SELECT 1", postgres: "SELECT 1 FROM pg_advisory_xact_lock(4855448)" };

    /// How many full tiles of leaves have their head stored.
    pub(in crate::kernel::audit) fn full_tiles(transaction) -> Value<i64> =
        "SELECT COALESCE(MAX(position) + 1, 0) FROM tree_nodes WHERE level = 1";
}

/// A row as it is inserted.
pub(in crate::kernel::audit) struct NewRow {
    pub sequence: i64,
    pub at: Timestamp,
    pub event: &'static str,
    pub outcome: &'static str,
    pub actor: Option<Uuid>,
    pub role: String,
    pub session: Option<Uuid>,
    pub permission: &'static str,
    pub resource_kind: Option<&'static str>,
    pub resource: Option<String>,
    pub request: Uuid,
    pub address: Option<String>,
    pub body: Vec<u8>,
    pub leaf: Hash,
    pub root: Hash,
}

/// Takes the writers' lock and reads the head: number of the newest entry and the tree's head after it.
pub(in crate::kernel::audit) async fn lock_head(
    transaction: &mut Transaction,
) -> sqlx::Result<Option<(i64, Option<Vec<u8>>)>> {
    if let Transaction::Postgres(_) = transaction {
        lock_log(transaction).await?;
    }
    head(transaction).await
}

/// Appends the rows in order; gives how many the database took. A trigger can swallow a row without an error.
pub(in crate::kernel::audit) async fn insert_entries(
    transaction: &mut Transaction,
    rows: &[NewRow],
) -> sqlx::Result<u64> {
    let mut inserted = 0;
    for piece in pieces(rows) {
        inserted += with_transaction!(transaction, |db| {
            let mut insert = QueryBuilder::new(
                "INSERT INTO entries (sequence, at, event, outcome, actor_id, actor_role, session_id, permission, \
                 resource_kind, resource_id, request_id, address, body, leaf, root) ",
            );
            insert.push_values(piece, |mut values, row| {
                values
                    .push_bind(row.sequence)
                    .push_bind(row.at)
                    .push_bind(row.event)
                    .push_bind(row.outcome)
                    .push_bind(row.actor)
                    .push_bind(row.role.as_str())
                    .push_bind(row.session)
                    .push_bind(row.permission)
                    .push_bind(row.resource_kind)
                    .push_bind(row.resource.as_deref())
                    .push_bind(row.request)
                    .push_bind(row.address.as_deref())
                    .push_bind(row.body.as_slice())
                    .push_bind(row.leaf.as_slice())
                    .push_bind(row.root.as_slice());
            });
            insert
                .build()
                .execute(db)
                .await
                .map(|done| done.rows_affected())
        })?;
    }
    Ok(inserted)
}

/// Adds the subjects of the entries just appended; gives how many the database took.
pub(in crate::kernel::audit) async fn insert_subjects(
    transaction: &mut Transaction,
    subjects: &[(i64, SubjectId)],
) -> sqlx::Result<u64> {
    let mut inserted = 0;
    for piece in pieces(subjects) {
        inserted += with_transaction!(transaction, |db| {
            let mut insert =
                QueryBuilder::new("INSERT INTO entry_subjects (sequence, subject_id) ");
            insert.push_values(piece, |mut values, (sequence, subject)| {
                values.push_bind(*sequence).push_bind(*subject);
            });
            insert
                .build()
                .execute(db)
                .await
                .map(|done| done.rows_affected())
        })?;
    }
    Ok(inserted)
}

/// Adds the heads of tiles that are full now; gives how many the database took.
pub(in crate::kernel::audit) async fn insert_nodes(
    transaction: &mut Transaction,
    nodes: &[Node],
) -> sqlx::Result<u64> {
    let mut inserted = 0;
    for piece in pieces(nodes) {
        inserted += with_transaction!(transaction, |db| {
            let mut insert = QueryBuilder::new("INSERT INTO tree_nodes (level, position, hash) ");
            insert.push_values(piece, |mut values, node| {
                values
                    .push_bind(i64::from(node.level))
                    .push_bind(i64::try_from(node.position).unwrap_or(i64::MAX))
                    .push_bind(node.hash.as_slice());
            });
            insert
                .build()
                .execute(db)
                .await
                .map(|done| done.rows_affected())
        })?;
    }
    Ok(inserted)
}
