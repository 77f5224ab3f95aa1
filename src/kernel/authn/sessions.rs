//! Sessions: opaque tokens of 256 bits, stored as their SHA-256, ended by the server (A3, A4).

use std::time::Duration;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

use super::store::{self, NewSessionRow};
use crate::{
    base::{
        clock::Timestamp,
        ids::{SessionId, StaffId},
    },
    kernel::{Kernel, audit::Origin, authz::Change, http::Failure},
};

/// A living session.
#[derive(Clone, Debug)]
pub struct CurrentSession {
    /// Its id.
    pub id: SessionId,
    /// Whose it is.
    pub staff: StaffId,
    /// The role they have now: a change of role acts at once.
    pub role: String,
    /// When it ends in any case.
    pub expires_at: Timestamp,
}

/// A session just opened.
pub struct NewSession {
    /// Its id.
    pub id: SessionId,
    /// The token for the cookie; it is stored nowhere.
    pub token: String,
}

/// Between two writes of a session's last use.
const TOUCH_AFTER: Duration = Duration::from_secs(60);

fn token_hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// The living session with this token: not ended, not idle, not too old, its person not frozen.
///
/// Its last use is bookkeeping of the session itself; the request's own entry follows.
///
/// # Errors
/// When the store refuses.
pub async fn find_session(kernel: &Kernel, token: &str) -> Result<Option<CurrentSession>, Failure> {
    let now = kernel.clock.now();
    let idle_since = now - kernel.settings.idle;
    let row = store::find_session(
        kernel.business.reader(),
        &token_hash(token),
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

/// Opens a session with a new token.
///
/// # Errors
/// When the store refuses.
pub async fn open_session(
    kernel: &Kernel,
    change: &mut Change,
    staff: StaffId,
    origin: &Origin,
) -> Result<NewSession, Failure> {
    let token = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
    let id = SessionId::generate();
    let now = kernel.clock.now();
    let address = origin
        .address
        .map(|address| address.to_string())
        .unwrap_or_default();
    let device = origin
        .device
        .map(|device| format!("{} / {}", device.browser, device.system))
        .unwrap_or_default();
    let entry = change.entry();
    let row = NewSessionRow {
        id,
        token_hash: token_hash(&token),
        staff,
        address: &address,
        device: &device,
        now,
        expires_at: now + kernel.settings.absolute,
        entry,
    };
    store::insert_session(change.transaction(), &row).await?;
    Ok(NewSession { id, token })
}

/// Ends a session on the server.
///
/// # Errors
/// When the store refuses.
pub async fn end_session(
    change: &mut Change,
    id: SessionId,
    now: Timestamp,
) -> Result<(), Failure> {
    let entry = change.entry();
    Ok(store::end_session(change.transaction(), id, now, entry).await?)
}

/// The role somebody has now; `None` if they are frozen or gone.
///
/// # Errors
/// When the store refuses.
pub async fn role_of(kernel: &Kernel, staff: StaffId) -> Result<Option<String>, Failure> {
    Ok(store::role_of(kernel.business.reader(), staff).await?)
}
