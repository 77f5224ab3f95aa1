//! The SQL of the rotations: one of each kind at a time.

use crate::{
    base::{clock::Timestamp, ids::SubjectId},
    kernel::db::{Pool, Transaction},
    statements, with_pool, with_transaction,
};

statements! { Keys;
    /// Begins a rotation, unless one of its kind is under way.
    BEGIN_ROTATION = "INSERT INTO rotations (kind, started_at, total, done, reached, audit_entry) VALUES ($1, $2, $3, 0, $4, $5) \
                      ON CONFLICT (kind) DO UPDATE SET started_at = excluded.started_at, total = excluded.total, done = 0, \
                      reached = excluded.reached, turned_at = NULL, finished_at = NULL, audit_entry = excluded.audit_entry \
                      WHERE rotations.turned_at IS NOT NULL";
    /// Every rotation, also those that are over.
    ROTATIONS = "SELECT kind, started_at, total, done, reached, turned_at, finished_at FROM rotations ORDER BY kind";
    /// A batch more is done. Somebody else's progress stays.
    ADVANCE_ROTATION = "UPDATE rotations SET done = done + $1, reached = $2, audit_entry = $3 \
                        WHERE kind = $4 AND reached = $5";
    /// Everything is under the new key; stragglers will be looked for from the first subject on.
    TURN_ROTATION = "UPDATE rotations SET turned_at = $1, reached = $4, audit_entry = $2 WHERE kind = $3 AND turned_at IS NULL";
    /// The old key is gone.
    FINISH_ROTATION = "UPDATE rotations SET finished_at = $1, audit_entry = $2 WHERE kind = $3 AND finished_at IS NULL";
}

/// Before every subject.
pub(in crate::kernel::vault) const FIRST: SubjectId = SubjectId::from_uuid(uuid::Uuid::nil());

/// A rotation as stored.
#[derive(Clone, sqlx::FromRow)]
pub(in crate::kernel::vault) struct RotationRow {
    pub kind: String,
    pub started_at: Timestamp,
    pub total: i64,
    pub done: i64,
    pub reached: SubjectId,
    pub turned_at: Option<Timestamp>,
    pub finished_at: Option<Timestamp>,
}

/// Begins a rotation; `false` when one of its kind is under way.
pub(in crate::kernel::vault) async fn begin_rotation(
    transaction: &mut Transaction,
    kind: &str,
    total: i64,
    now: Timestamp,
    entry: i64,
) -> sqlx::Result<bool> {
    let done = with_transaction!(transaction, BEGIN_ROTATION, |sql, db| {
        sqlx::query(sql)
            .bind(kind)
            .bind(now)
            .bind(total)
            .bind(FIRST)
            .bind(entry)
            .execute(db)
            .await
            .map(|done| done.rows_affected())
    })?;
    Ok(done > 0)
}

/// Every rotation.
pub(in crate::kernel::vault) async fn rotations(pool: &Pool) -> sqlx::Result<Vec<RotationRow>> {
    with_pool!(pool, ROTATIONS, |sql, db| sqlx::query_as(sql)
        .fetch_all(db)
        .await)
}

/// Notes that a batch more is done, up to `reached`.
pub(in crate::kernel::vault) async fn advance_rotation(
    transaction: &mut Transaction,
    read: &RotationRow,
    done: i64,
    reached: SubjectId,
    entry: i64,
) -> sqlx::Result<()> {
    with_transaction!(transaction, ADVANCE_ROTATION, |sql, db| {
        sqlx::query(sql)
            .bind(done)
            .bind(reached)
            .bind(entry)
            .bind(&read.kind)
            .bind(read.reached)
            .execute(db)
            .await
            .map(drop)
    })
}

/// Notes that everything is under the new key.
pub(in crate::kernel::vault) async fn turn_rotation(
    transaction: &mut Transaction,
    kind: &str,
    now: Timestamp,
    entry: i64,
) -> sqlx::Result<()> {
    with_transaction!(transaction, TURN_ROTATION, |sql, db| {
        sqlx::query(sql)
            .bind(now)
            .bind(entry)
            .bind(kind)
            .bind(FIRST)
            .execute(db)
            .await
            .map(drop)
    })
}

/// Notes that the old key is gone.
pub(in crate::kernel::vault) async fn finish_rotation(
    transaction: &mut Transaction,
    kind: &str,
    now: Timestamp,
    entry: i64,
) -> sqlx::Result<()> {
    with_transaction!(transaction, FINISH_ROTATION, |sql, db| {
        sqlx::query(sql)
            .bind(now)
            .bind(entry)
            .bind(kind)
            .execute(db)
            .await
            .map(drop)
    })
}
