//! The SQL of sessions and of what was sent.

use super::sending::{DAY, HOUR, KNOWN_FOR, LoginSend};
use crate::{
    base::{
        clock::Timestamp,
        ids::{SessionId, StaffId},
    },
    kernel::db::{Pool, Transaction},
    statements, with_pool, with_transaction,
};

statements! { Business;
    /// A living session with its person, by the hash of its token.
    FIND_SESSION = "SELECT s.id, s.staff_id, f.role, s.seen_at, s.expires_at FROM sessions s \
                    JOIN staff f ON f.id = s.staff_id \
                    WHERE s.token_hash = $1 AND s.ended_at IS NULL AND s.expires_at > $2 AND s.seen_at > $3 \
                    AND f.state = 'active'";
    /// A new session.
    INSERT_SESSION = "INSERT INTO sessions (id, token_hash, staff_id, address, device, created_at, seen_at, expires_at, \
                      audit_entry) VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8)";
    /// The last use of a session, written at most once a minute.
    TOUCH_SESSION = "UPDATE sessions SET seen_at = $2 WHERE id = $1 AND ended_at IS NULL AND seen_at < $2";
    /// The password hash of somebody who is not frozen.
    PASSWORD_OF = "SELECT password_hash FROM staff WHERE id = $1 AND state = 'active'";
    /// The end of a session.
    END_SESSION = "UPDATE sessions SET ended_at = $2, audit_entry = $3 WHERE id = $1 AND ended_at IS NULL";
    /// The role of somebody who is not frozen.
    ROLE_OF = "SELECT role FROM staff WHERE id = $1 AND state = 'active'";
    /// Codes for logins to a phone: from one address in the hour, in the day and when last; from all of them. Beside these,
    /// what the address asked for in the hour, and how often the phone's owner logged in from it lately.
    LOGIN_SENDS = "SELECT COUNT(CASE WHEN address = $2 AND sent_at > $3 THEN 1 END) AS here_hour, \
                   COUNT(CASE WHEN address = $2 THEN 1 END) AS here_day, MAX(CASE WHEN address = $2 THEN sent_at END) AS here_last, \
                   COUNT(CASE WHEN sent_at > $3 THEN 1 END) AS phone_hour, COUNT(*) AS phone_day, \
                   (SELECT COUNT(*) FROM sms_sends WHERE address = $2 AND purpose = 'login' AND sent_at > $3) AS from_address, \
                   (SELECT COUNT(*) FROM sessions WHERE staff_id = $5 AND address = $2 AND created_at > $6) AS owners_sessions \
                   FROM sms_sends WHERE phone_digest = $1 AND purpose = 'login' AND NOT held_back AND sent_at > $4";
    /// Codes for step-ups to a phone in the hour, in the day and when last.
    OWN_SENDS = "SELECT COUNT(CASE WHEN sent_at > $2 THEN 1 END) AS hour, COUNT(*) AS day, MAX(sent_at) AS last FROM sms_sends \
                 WHERE phone_digest = $1 AND purpose = 'step_up' AND sent_at > $3";
    /// Waits until no other instance is between counting sends and adding one. On SQLite the transaction holds the write
    /// lock already.
    LOCK_SENDS = { sqlite: "SELECT 1", postgres: "SELECT 1 FROM pg_advisory_xact_lock(7361736001)" };
    /// One more send.
    INSERT_SEND = "INSERT INTO sms_sends (id, phone_digest, address, purpose, sent_at, held_back, audit_entry) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
}

/// A living session as stored.
#[derive(sqlx::FromRow)]
pub(super) struct SessionRow {
    pub id: SessionId,
    pub staff_id: StaffId,
    pub role: String,
    pub seen_at: Timestamp,
    pub expires_at: Timestamp,
}

/// A session to store.
pub(super) struct NewSessionRow<'a> {
    pub id: SessionId,
    pub token_hash: [u8; 32],
    pub staff: StaffId,
    pub address: &'a str,
    pub device: &'a str,
    pub now: Timestamp,
    pub expires_at: Timestamp,
    pub entry: i64,
}

pub(super) async fn find_session(
    pool: &Pool,
    token_hash: &[u8; 32],
    now: Timestamp,
    idle_since: Timestamp,
) -> sqlx::Result<Option<SessionRow>> {
    with_pool!(pool, FIND_SESSION, |sql, db| {
        sqlx::query_as(sql)
            .bind(token_hash.as_slice())
            .bind(now)
            .bind(idle_since)
            .fetch_optional(db)
            .await
    })
}

pub(super) async fn insert_session(
    transaction: &mut Transaction,
    row: &NewSessionRow<'_>,
) -> sqlx::Result<()> {
    with_transaction!(transaction, INSERT_SESSION, |sql, db| {
        sqlx::query(sql)
            .bind(row.id)
            .bind(row.token_hash.as_slice())
            .bind(row.staff)
            .bind(row.address)
            .bind(row.device)
            .bind(row.now)
            .bind(row.expires_at)
            .bind(row.entry)
            .execute(db)
            .await
            .map(drop)
    })
}

pub(super) async fn password_of(pool: &Pool, staff: StaffId) -> sqlx::Result<Option<String>> {
    let found: Option<Option<String>> = with_pool!(pool, PASSWORD_OF, |sql, db| {
        sqlx::query_scalar(sql).bind(staff).fetch_optional(db).await
    })?;
    Ok(found.flatten())
}

pub(super) async fn touch_session(
    transaction: &mut Transaction,
    id: SessionId,
    now: Timestamp,
) -> sqlx::Result<()> {
    with_transaction!(transaction, TOUCH_SESSION, |sql, db| {
        sqlx::query(sql)
            .bind(id)
            .bind(now)
            .execute(db)
            .await
            .map(drop)
    })
}

pub(super) async fn end_session(
    transaction: &mut Transaction,
    id: SessionId,
    now: Timestamp,
    entry: i64,
) -> sqlx::Result<()> {
    with_transaction!(transaction, END_SESSION, |sql, db| {
        sqlx::query(sql)
            .bind(id)
            .bind(now)
            .bind(entry)
            .execute(db)
            .await
            .map(drop)
    })
}

pub(super) async fn role_of(pool: &Pool, staff: StaffId) -> sqlx::Result<Option<String>> {
    with_pool!(pool, ROLE_OF, |sql, db| sqlx::query_scalar(sql)
        .bind(staff)
        .fetch_optional(db)
        .await)
}

/// Codes for logins so far.
#[derive(sqlx::FromRow)]
pub(super) struct LoginSends {
    pub here_hour: i64,
    pub here_day: i64,
    pub here_last: Option<Timestamp>,
    pub phone_hour: i64,
    pub phone_day: i64,
    pub from_address: i64,
    pub owners_sessions: i64,
}

/// Codes for step-ups so far.
#[derive(sqlx::FromRow)]
pub(super) struct OwnSends {
    pub hour: i64,
    pub day: i64,
    pub last: Option<Timestamp>,
}

/// One more.
pub(super) struct NewSend<'a> {
    pub phone_digest: &'a [u8],
    pub address: &'a str,
    pub purpose: &'static str,
    pub held_back: bool,
}

/// Nobody adds a send before the transaction ends.
async fn lock_sends(transaction: &mut Transaction) -> sqlx::Result<()> {
    with_transaction!(transaction, LOCK_SENDS, |sql, db| {
        sqlx::query(sql).execute(db).await.map(drop)
    })
}

/// The same work for nobody's phone as for somebody's.
pub(super) async fn login_sends(
    transaction: &mut Transaction,
    send: &LoginSend<'_>,
    now: Timestamp,
) -> sqlx::Result<LoginSends> {
    lock_sends(transaction).await?;
    let staff = send.staff.unwrap_or(StaffId::from_uuid(uuid::Uuid::nil()));
    with_transaction!(transaction, LOGIN_SENDS, |sql, db| {
        sqlx::query_as(sql)
            .bind(send.phone_digest)
            .bind(send.address)
            .bind(now - HOUR)
            .bind(now - DAY)
            .bind(staff)
            .bind(now - KNOWN_FOR)
            .fetch_one(db)
            .await
    })
}

pub(super) async fn own_sends(
    transaction: &mut Transaction,
    phone_digest: &[u8],
    now: Timestamp,
) -> sqlx::Result<OwnSends> {
    lock_sends(transaction).await?;
    with_transaction!(transaction, OWN_SENDS, |sql, db| {
        sqlx::query_as(sql)
            .bind(phone_digest)
            .bind(now - HOUR)
            .bind(now - DAY)
            .fetch_one(db)
            .await
    })
}

pub(super) async fn insert_send(
    transaction: &mut Transaction,
    send: &NewSend<'_>,
    now: Timestamp,
    entry: i64,
) -> sqlx::Result<()> {
    with_transaction!(transaction, INSERT_SEND, |sql, db| {
        sqlx::query(sql)
            .bind(uuid::Uuid::now_v7())
            .bind(send.phone_digest)
            .bind(send.address)
            .bind(send.purpose)
            .bind(now)
            .bind(send.held_back)
            .bind(entry)
            .execute(db)
            .await
            .map(drop)
    })
}
