//! The SQL of logins under way.

use super::model::{Challenge, Stage};
use crate::{
    base::{
        clock::Timestamp,
        ids::{LoginId, StaffId},
    },
    kernel::db::Pool,
    statements,
};

statements! { Business;
    /// A login under way, by the hash of its token.
    pub(super) fn find(pool, token_hash: &[u8], stage: &str, since: Timestamp) -> Option<Challenge> =
        "SELECT id, phone_digest, staff_id, code_hash, tries, expires_at FROM logins \
         WHERE token_hash = $1 AND stage = $2 AND created_at > $3";

    /// Somebody who may log in.
    fn find_active(pool, staff: StaffId) -> Option<Person> =
        "SELECT role, password_hash FROM staff WHERE id = $1 AND state = 'active'";

    /// The end of every login of a phone that is still under way.
    pub(super) fn void(transaction, phone_digest: &[u8], entry: i64) =
        "UPDATE logins SET stage = 'done', audit_entry = $2 WHERE phone_digest = $1 AND stage <> 'done'";

    /// The end of all but two that wait for a code, before a third begins. Those go first that the address of the new one
    /// asked for, then the oldest: from one or two addresses nobody can push out a login of another.
    pub(super) fn make_room(transaction, login: &NewLogin<'_>, since: Timestamp, entry: i64)
        bind [login.phone_digest, login.address, since, entry] =
        "UPDATE logins SET stage = 'done', audit_entry = $4 WHERE id IN (SELECT id FROM logins \
         WHERE phone_digest = $1 AND stage = 'code' AND created_at > $3 \
         ORDER BY CASE WHEN address = $2 THEN 1 ELSE 0 END, created_at DESC, id DESC LIMIT 1000 OFFSET 2)";

    pub(super) fn insert(transaction, login: &NewLogin<'_>, entry: i64)
        bind [login.id, login.token_hash.as_slice(), login.phone_digest, login.staff, login.code_hash.as_slice(), login.now, login.expires_at, entry, login.address] =
        "INSERT INTO logins (id, token_hash, phone_digest, staff_id, stage, code_hash, tries, created_at, expires_at, \
         audit_entry, address) VALUES ($1, $2, $3, $4, 'code', $5, 0, $6, $7, $8, $9)";

    /// Whether the login still waited for a code.
    pub(super) fn replace_code(transaction, id: LoginId, code_hash: &[u8], expires_at: Timestamp, entry: i64) -> Changed =
        "UPDATE logins SET code_hash = $2, tries = 0, expires_at = $3, audit_entry = $4 \
         WHERE id = $1 AND stage = 'code'";

    /// How many tries were taken with this one; nothing when none was left.
    pub(super) fn take_try(transaction, challenge: &Challenge, stage: Stage, most: i64, entry: i64) -> OptionalValue<i64>
        bind [challenge.id, stage.as_str(), challenge.code_hash.as_slice(), most, entry] =
        "UPDATE logins SET tries = tries + 1, wrong_codes = wrong_codes + CASE stage WHEN 'code' THEN 1 ELSE 0 END, \
         audit_entry = $5 WHERE id = $1 AND stage = $2 AND code_hash = $3 AND tries < $4 RETURNING tries";

    /// Whether the login was still as it was read.
    pub(super) fn await_password(transaction, challenge: &Challenge, token_hash: &[u8], expires_at: Timestamp, entry: i64) -> Changed
        bind [challenge.id, challenge.code_hash.as_slice(), token_hash, expires_at, entry] =
        "UPDATE logins SET stage = 'password', tries = tries - 1, wrong_codes = wrong_codes - 1, \
         token_hash = $3, expires_at = $4, audit_entry = $5 WHERE id = $1 AND stage = 'code' AND code_hash = $2";

    /// Whether the login was still as it was read.
    pub(super) fn finish(transaction, challenge: &Challenge, stage: Stage, entry: i64) -> Changed
        bind [challenge.id, challenge.code_hash.as_slice(), stage.as_str(), entry] =
        "UPDATE logins SET stage = 'done', wrong_codes = wrong_codes - CASE stage WHEN 'code' THEN 1 ELSE 0 END, \
         audit_entry = $4 WHERE id = $1 AND stage = $3 AND code_hash = $2";

    /// Wrong codes of a phone since then.
    pub(super) fn wrong_codes(pool, phone_digest: &[u8], since: Timestamp) -> Value<i64> =
        "SELECT CAST(COALESCE(SUM(wrong_codes), 0) AS BIGINT) FROM logins WHERE phone_digest = $1 AND created_at > $2";

    /// A password's hash under newer parameters, unless the password was changed meanwhile.
    pub(super) fn renew_hash(transaction, staff: StaffId, older: &str, newer: &str, entry: i64) =
        "UPDATE staff SET password_hash = $3, audit_entry = $4 WHERE id = $1 AND password_hash = $2";
}

/// Somebody who may log in.
#[derive(sqlx::FromRow)]
pub(super) struct Person {
    pub role: String,
    /// A PHC string; empty for somebody without a password.
    pub password_hash: Option<String>,
}

pub(super) struct NewLogin<'a> {
    pub id: LoginId,
    pub token_hash: [u8; 32],
    pub phone_digest: &'a [u8],
    pub staff: Option<StaffId>,
    pub code_hash: [u8; 32],
    pub address: &'a str,
    pub now: Timestamp,
    pub expires_at: Timestamp,
}

/// The same work for nobody as for somebody.
pub(super) async fn find_person(
    pool: &Pool,
    staff: Option<StaffId>,
) -> sqlx::Result<Option<Person>> {
    let staff = staff.unwrap_or(StaffId::from_uuid(uuid::Uuid::nil()));
    find_active(pool, staff).await
}
