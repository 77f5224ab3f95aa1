//! The SQL of sessions and of what was sent.

use super::model::{DAY, HOUR, KNOWN_FOR, LoginSend};
use crate::{
    base::{
        clock::Timestamp,
        ids::{SessionId, StaffId},
    },
    kernel::db::Transaction,
    statements,
};

statements! { Business;
    /// A living session with its person, by the hash of its token.
    pub(super) fn find_session(pool, token_hash: &[u8], now: Timestamp, idle_since: Timestamp) -> Option<SessionRow> =
        "SELECT s.id, s.staff_id, f.role, s.seen_at, s.expires_at FROM sessions s \
         JOIN staff f ON f.id = s.staff_id \
         WHERE s.token_hash = $1 AND s.ended_at IS NULL AND s.expires_at > $2 AND s.seen_at > $3 \
         AND f.state = 'active'";

    pub(super) fn insert_session(transaction, row: &NewSessionRow<'_>)
        bind [row.id, row.token_hash.as_slice(), row.staff, row.address, row.device, row.now, row.expires_at, row.entry] =
        "INSERT INTO sessions (id, token_hash, staff_id, address, device, created_at, seen_at, expires_at, \
         audit_entry) VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8)";

    /// The last use of a session, written at most once a minute.
    pub(super) fn touch_session(transaction, id: SessionId, now: Timestamp) =
        "UPDATE sessions SET seen_at = $2 WHERE id = $1 AND ended_at IS NULL AND seen_at < $2";

    /// The password hash of somebody who is not frozen.
    pub(super) fn password_of(pool, staff: StaffId) -> OptionalValue<Option<String>> =
        "SELECT password_hash FROM staff WHERE id = $1 AND state = 'active'";

    /// The end of a session.
    pub(super) fn end_session(transaction, id: SessionId, now: Timestamp, entry: i64) =
        "UPDATE sessions SET ended_at = $2, audit_entry = $3 WHERE id = $1 AND ended_at IS NULL";

    /// The role of somebody who is not frozen.
    pub(super) fn role_of(pool, staff: StaffId) -> OptionalValue<String> =
        "SELECT role FROM staff WHERE id = $1 AND state = 'active'";

    /// Codes for logins to a phone: from one address in the hour, in the day and when last; from all of them. Beside these,
    /// what the address asked for in the hour, and how often the phone's owner logged in from it lately.
    fn count_login_sends(transaction, send: &LoginSend<'_>, staff: StaffId, now: Timestamp) -> One<LoginSends>
        bind [send.phone_digest, send.address, now - HOUR, now - DAY, staff, now - KNOWN_FOR] =
        "SELECT COUNT(CASE WHEN address = $2 AND sent_at > $3 THEN 1 END) AS here_hour, \
                   COUNT(CASE WHEN address = $2 THEN 1 END) AS here_day, MAX(CASE WHEN address = $2 THEN sent_at END) AS here_last, \
                   COUNT(CASE WHEN sent_at > $3 THEN 1 END) AS phone_hour, COUNT(*) AS phone_day, \
                   (SELECT COUNT(*) FROM sms_sends WHERE address = $2 AND purpose = 'login' AND sent_at > $3) AS from_address, \
                   (SELECT COUNT(*) FROM sessions WHERE staff_id = $5 AND address = $2 AND created_at > $6) AS owners_sessions \
                   FROM sms_sends WHERE phone_digest = $1 AND purpose = 'login' AND NOT held_back AND sent_at > $4";

    /// Codes for step-ups to a phone in the hour, in the day and when last.
    fn count_own_sends(transaction, phone_digest: &[u8], now: Timestamp) -> One<OwnSends> bind [phone_digest, now - HOUR, now - DAY] =
        "SELECT COUNT(CASE WHEN sent_at > $2 THEN 1 END) AS hour, COUNT(*) AS day, MAX(sent_at) AS last FROM sms_sends \
                 WHERE phone_digest = $1 AND purpose = 'step_up' AND sent_at > $3";

    /// Nobody adds a send before the transaction ends.
    fn lock_sends(transaction) = { sqlite: "SELECT 1", postgres: "SELECT 1 FROM pg_advisory_xact_lock(7361736001)" };

    pub(super) fn insert_send(transaction, send: &NewSend<'_>, now: Timestamp, entry: i64)
        bind [uuid::Uuid::now_v7(), send.phone_digest, send.address, send.purpose, now, send.held_back, entry] =
        "INSERT INTO sms_sends (id, phone_digest, address, purpose, sent_at, held_back, audit_entry) \
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

pub(super) struct NewSend<'a> {
    pub phone_digest: &'a [u8],
    pub address: &'a str,
    pub purpose: &'static str,
    pub held_back: bool,
}

/// The same work for nobody's phone as for somebody's.
pub(super) async fn login_sends(
    transaction: &mut Transaction,
    send: &LoginSend<'_>,
    now: Timestamp,
) -> sqlx::Result<LoginSends> {
    lock_sends(transaction).await?;
    let staff = send.staff.unwrap_or(StaffId::from_uuid(uuid::Uuid::nil()));
    count_login_sends(transaction, send, staff, now).await
}

pub(super) async fn own_sends(
    transaction: &mut Transaction,
    phone_digest: &[u8],
    now: Timestamp,
) -> sqlx::Result<OwnSends> {
    lock_sends(transaction).await?;
    count_own_sends(transaction, phone_digest, now).await
}
