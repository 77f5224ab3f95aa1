//! Sessions: opaque tokens of 256 bits, stored as their SHA-256, ended by the server (A3, A4).

use std::time::Duration;

use super::{
    Token,
    store::{self, NewSessionRow},
};
use crate::{
    base::{
        clock::Timestamp,
        ids::{SessionId, StaffId},
    },
    kernel::{
        Kernel,
        audit::Origin,
        authz::{Change, CurrentSession},
        failure::Failure,
    },
};

/// A session about to be opened: made first, so that the entry can name it.
pub struct NewSession {
    pub id: SessionId,
    /// The token for the cookie: always a new one, so that nobody can plant theirs before the login.
    pub token: Token,
}

impl NewSession {
    /// A new id and a new token.
    pub fn generate() -> Self {
        Self {
            id: SessionId::generate(),
            token: Token::generate(),
        }
    }
}

/// Between two writes of a session's last use.
const TOUCH_AFTER: Duration = Duration::from_secs(60);

/// The living session with this token: not ended, not idle, not too old, its person not frozen.
///
/// Its last use is bookkeeping of the session itself; the request's own entry follows.
pub async fn find_session(kernel: &Kernel, token: &str) -> Result<Option<CurrentSession>, Failure> {
    let now = kernel.clock.now();
    let idle_since = now - kernel.settings.sessions.idle;
    let row = store::find_session(
        kernel.business.reader(),
        &Token::sent(token).hash(),
        now,
        idle_since,
    )
    .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    if now.since(row.seen_at) >= TOUCH_AFTER {
        let mut transaction = kernel.business.begin().await?;
        store::touch_session(&mut transaction, row.id, now).await?;
        transaction.commit().await?;
    }
    Ok(Some(CurrentSession {
        id: row.id,
        staff: row.staff_id,
        role: row.role,
        expires_at: row.expires_at,
    }))
}

/// Opens a session for somebody who has proved who they are.
pub async fn open_session(
    kernel: &Kernel,
    change: &mut Change,
    session: &NewSession,
    staff: StaffId,
    origin: &Origin,
) -> Result<(), Failure> {
    let now = kernel.clock.now();
    let device = origin
        .device
        .map(|device| format!("{} / {}", device.browser, device.system))
        .unwrap_or_default();
    let row = NewSessionRow {
        id: session.id,
        token_hash: session.token.hash(),
        staff,
        address: &origin.address_text(),
        device: &device,
        now,
        expires_at: now + kernel.settings.sessions.absolute,
        entry: change.entry(),
    };
    Ok(store::insert_session(change.transaction(), &row).await?)
}

/// Ends a session on the server.
pub async fn end_session(
    change: &mut Change,
    id: SessionId,
    now: Timestamp,
) -> Result<(), Failure> {
    let entry = change.entry();
    Ok(store::end_session(change.transaction(), id, now, entry).await?)
}

/// The role somebody has now; `None` if they are frozen or gone.
pub async fn role_of(kernel: &Kernel, staff: StaffId) -> Result<Option<String>, Failure> {
    Ok(store::role_of(kernel.business.reader(), staff).await?)
}
