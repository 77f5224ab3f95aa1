//! The end of every login that succeeds: a new session, under a token that never existed before.

use super::{
    events,
    model::{Challenge, Stage},
    store,
    tries::Try,
};
use crate::{
    base::ids::StaffId,
    kernel::{
        audit::Event,
        authn::{self, NewSession},
        authz::{Changes, Grant},
        failure::Failure,
        http::{Answer, LOGIN, LocalPath, SESSION, expired, host_cookie},
    },
};

/// Somebody who has given every proof their login asks for.
pub(super) struct Proved<'a> {
    pub challenge: &'a Challenge,
    pub staff: StaffId,
    /// Their password's hash under newer parameters, if it was stored under older ones (S1).
    pub renewed_hash: Option<RenewedHash>,
}

/// A hash and what replaces it.
pub(super) struct RenewedHash {
    pub older: String,
    pub newer: String,
}

/// Ends the login whose last proof was right, under the entry of its try. Not if the same proof came twice at once and the
/// other was first, or a newer login took its place: it counts once at most.
pub(super) async fn claim<P: Changes>(
    taken: &Try<P>,
    challenge: &Challenge,
    stage: Stage,
) -> Result<bool, Failure> {
    let receipt = &taken.receipt;
    let mut change = receipt.begin().await?;
    let entry = change.entry();
    let claimed = store::finish(change.transaction(), challenge, stage, entry).await?;
    change.commit().await?;
    Ok(claimed)
}

/// Opens the session of a login that was claimed.
pub(super) async fn enter<P: Changes>(
    grant: Grant<P>,
    proved: Proved<'_>,
) -> Result<Answer, Failure> {
    let session = NewSession::generate();
    let event = proved
        .challenge
        .name_in(Event::new())
        .kind(&events::SUCCEEDED)
        .field(events::SESSION, session.id.uuid());
    let receipt = grant.record(event).await?;
    let kernel = receipt.kernel();
    let mut change = receipt.begin().await?;
    let entry = change.entry();
    // Whoever has the phone is in: nothing else that waits for one of its codes may go on.
    store::void(change.transaction(), &proved.challenge.phone_digest, entry).await?;
    if let Some(RenewedHash { older, newer }) = &proved.renewed_hash {
        store::renew_hash(change.transaction(), proved.staff, older, newer, entry).await?;
    }
    let origin = receipt.origin();
    authn::open_session(kernel, &mut change, &session, proved.staff, origin).await?;
    change.commit().await?;
    let cookie = host_cookie(SESSION, session.token.cookie_value());
    Ok(receipt
        .redirect(&LocalPath::fixed("/"))
        .with_cookie(&cookie)
        .with_cookie(&expired(LOGIN)))
}
