//! The SQL of logins under way.

use super::challenge::{Challenge, Stage};
use crate::{
    base::{
        clock::Timestamp,
        ids::{LoginId, StaffId},
    },
    kernel::db::{Pool, Transaction},
    statements, with_pool, with_transaction,
};

statements! { Business;
    /// A login under way, by the hash of its token.
    FIND = "SELECT id, phone_digest, staff_id, code_hash, tries, expires_at FROM logins \
            WHERE token_hash = $1 AND stage = $2 AND created_at > $3";
    /// Somebody who may log in.
    FIND_PERSON = "SELECT role, password_hash FROM staff WHERE id = $1 AND state = 'active'";
    /// The end of every login of a phone that is still under way.
    VOID = "UPDATE logins SET stage = 'done', audit_entry = $2 WHERE phone_digest = $1 AND stage <> 'done'";
    /// The end of all but two that wait for a code, before a third begins. Those go first that the address of the new one
    /// asked for, then the oldest: from one or two addresses nobody can push out a login of another.
    MAKE_ROOM = "UPDATE logins SET stage = 'done', audit_entry = $4 WHERE id IN (SELECT id FROM logins \
                 WHERE phone_digest = $1 AND stage = 'code' AND created_at > $3 \
                 ORDER BY CASE WHEN address = $2 THEN 1 ELSE 0 END, created_at DESC, id DESC LIMIT 1000 OFFSET 2)";
    /// A new login.
    INSERT = "INSERT INTO logins (id, token_hash, phone_digest, staff_id, stage, code_hash, tries, created_at, expires_at, \
              audit_entry, address) VALUES ($1, $2, $3, $4, 'code', $5, 0, $6, $7, $8, $9)";
    /// Another code for the same login, with tries of its own.
    REPLACE_CODE = "UPDATE logins SET code_hash = $2, tries = 0, expires_at = $3, audit_entry = $4 \
                    WHERE id = $1 AND stage = 'code'";
    /// One more try of a proof that is still asked for, while there are any. A code counts as wrong until it is right.
    TAKE_TRY = "UPDATE logins SET tries = tries + 1, wrong_codes = wrong_codes + CASE stage WHEN 'code' THEN 1 ELSE 0 END, \
                audit_entry = $5 WHERE id = $1 AND stage = $2 AND code_hash = $3 AND tries < $4 RETURNING tries";
    /// On to the password, under a new token, unless that or something else happened meanwhile. A right code is no try.
    AWAIT_PASSWORD = "UPDATE logins SET stage = 'password', tries = tries - 1, wrong_codes = wrong_codes - 1, \
                      token_hash = $3, expires_at = $4, audit_entry = $5 WHERE id = $1 AND stage = 'code' AND code_hash = $2";
    /// The end of a login whose last proof was right, unless that or something else happened meanwhile.
    FINISH = "UPDATE logins SET stage = 'done', wrong_codes = wrong_codes - CASE stage WHEN 'code' THEN 1 ELSE 0 END, \
              audit_entry = $4 WHERE id = $1 AND stage = $3 AND code_hash = $2";
    /// Wrong codes of a phone since then.
    WRONG_CODES = "SELECT CAST(COALESCE(SUM(wrong_codes), 0) AS BIGINT) FROM logins WHERE phone_digest = $1 AND created_at > $2";
    /// A password's hash under newer parameters, unless the password was changed meanwhile.
    RENEW_HASH = "UPDATE staff SET password_hash = $3, audit_entry = $4 WHERE id = $1 AND password_hash = $2";
}

/// Somebody who may log in.
#[derive(sqlx::FromRow)]
pub(super) struct Person {
    pub role: String,
    /// A PHC string; empty for somebody without a password.
    pub password_hash: Option<String>,
}

/// A login to store.
pub(super) struct NewLogin<'a> {
    pub id: LoginId,
    pub token_hash: [u8; 32],
    pub phone_digest: &'a [u8],
    pub staff: Option<StaffId>,
    pub code_hash: [u8; 32],
    /// Who asks.
    pub address: &'a str,
    pub now: Timestamp,
    pub expires_at: Timestamp,
}

pub(super) async fn find(
    pool: &Pool,
    token_hash: &[u8; 32],
    stage: &str,
    since: Timestamp,
) -> sqlx::Result<Option<Challenge>> {
    with_pool!(pool, FIND, |sql, db| {
        sqlx::query_as(sql)
            .bind(token_hash.as_slice())
            .bind(stage)
            .bind(since)
            .fetch_optional(db)
            .await
    })
}

/// The same work for nobody as for somebody.
pub(super) async fn find_person(
    pool: &Pool,
    staff: Option<StaffId>,
) -> sqlx::Result<Option<Person>> {
    let staff = staff.unwrap_or(StaffId::from_uuid(uuid::Uuid::nil()));
    with_pool!(pool, FIND_PERSON, |sql, db| {
        sqlx::query_as(sql).bind(staff).fetch_optional(db).await
    })
}

pub(super) async fn void(
    transaction: &mut Transaction,
    phone_digest: &[u8],
    entry: i64,
) -> sqlx::Result<()> {
    with_transaction!(transaction, VOID, |sql, db| {
        sqlx::query(sql)
            .bind(phone_digest)
            .bind(entry)
            .execute(db)
            .await
            .map(drop)
    })
}

pub(super) async fn make_room(
    transaction: &mut Transaction,
    login: &NewLogin<'_>,
    since: Timestamp,
    entry: i64,
) -> sqlx::Result<()> {
    with_transaction!(transaction, MAKE_ROOM, |sql, db| {
        sqlx::query(sql)
            .bind(login.phone_digest)
            .bind(login.address)
            .bind(since)
            .bind(entry)
            .execute(db)
            .await
            .map(drop)
    })
}

pub(super) async fn insert(
    transaction: &mut Transaction,
    login: &NewLogin<'_>,
    entry: i64,
) -> sqlx::Result<()> {
    with_transaction!(transaction, INSERT, |sql, db| {
        sqlx::query(sql)
            .bind(login.id)
            .bind(login.token_hash.as_slice())
            .bind(login.phone_digest)
            .bind(login.staff)
            .bind(login.code_hash.as_slice())
            .bind(login.now)
            .bind(login.expires_at)
            .bind(entry)
            .bind(login.address)
            .execute(db)
            .await
            .map(drop)
    })
}

/// Whether the login still waited for a code.
pub(super) async fn replace_code(
    transaction: &mut Transaction,
    id: LoginId,
    code_hash: &[u8; 32],
    expires_at: Timestamp,
    entry: i64,
) -> sqlx::Result<bool> {
    with_transaction!(transaction, REPLACE_CODE, |sql, db| {
        sqlx::query(sql)
            .bind(id)
            .bind(code_hash.as_slice())
            .bind(expires_at)
            .bind(entry)
            .execute(db)
            .await
            .map(|done| done.rows_affected() == 1)
    })
}

/// How many tries were taken with this one; nothing when none was left.
pub(super) async fn take_try(
    transaction: &mut Transaction,
    challenge: &Challenge,
    stage: Stage,
    most: i64,
    entry: i64,
) -> sqlx::Result<Option<i64>> {
    with_transaction!(transaction, TAKE_TRY, |sql, db| {
        sqlx::query_scalar(sql)
            .bind(challenge.id)
            .bind(stage.as_str())
            .bind(challenge.code_hash.as_slice())
            .bind(most)
            .bind(entry)
            .fetch_optional(db)
            .await
    })
}

pub(super) async fn wrong_codes(
    pool: &Pool,
    phone_digest: &[u8],
    since: Timestamp,
) -> sqlx::Result<i64> {
    with_pool!(pool, WRONG_CODES, |sql, db| {
        sqlx::query_scalar(sql)
            .bind(phone_digest)
            .bind(since)
            .fetch_one(db)
            .await
    })
}

/// Whether the login was still as it was read.
pub(super) async fn await_password(
    transaction: &mut Transaction,
    challenge: &Challenge,
    token_hash: &[u8; 32],
    expires_at: Timestamp,
    entry: i64,
) -> sqlx::Result<bool> {
    with_transaction!(transaction, AWAIT_PASSWORD, |sql, db| {
        sqlx::query(sql)
            .bind(challenge.id)
            .bind(challenge.code_hash.as_slice())
            .bind(token_hash.as_slice())
            .bind(expires_at)
            .bind(entry)
            .execute(db)
            .await
            .map(|done| done.rows_affected() == 1)
    })
}

/// Whether the login was still as it was read.
pub(super) async fn finish(
    transaction: &mut Transaction,
    challenge: &Challenge,
    stage: Stage,
    entry: i64,
) -> sqlx::Result<bool> {
    with_transaction!(transaction, FINISH, |sql, db| {
        sqlx::query(sql)
            .bind(challenge.id)
            .bind(challenge.code_hash.as_slice())
            .bind(stage.as_str())
            .bind(entry)
            .execute(db)
            .await
            .map(|done| done.rows_affected() == 1)
    })
}

pub(super) async fn renew_hash(
    transaction: &mut Transaction,
    staff: StaffId,
    older: &str,
    newer: &str,
    entry: i64,
) -> sqlx::Result<()> {
    with_transaction!(transaction, RENEW_HASH, |sql, db| {
        sqlx::query(sql)
            .bind(staff)
            .bind(older)
            .bind(newer)
            .bind(entry)
            .execute(db)
            .await
            .map(drop)
    })
}
