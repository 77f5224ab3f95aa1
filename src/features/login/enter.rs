//! The end of every login that succeeds: a new session, under a token that never existed before.

use super::{
    challenge::{Challenge, Stage},
    store,
};
use crate::{
    base::ids::StaffId,
    kernel::{
        audit::{Event, Fact},
        authn::{self, NewSession},
        authz::{Changes, Grant},
        http::{Answer, Failure, LOGIN, LocalPath, SESSION, expired, host_cookie},
    },
};

/// Somebody who has given every proof their login asks for.
pub(super) struct Proved<'a> {
    pub challenge: &'a Challenge,
    /// The last proof.
    pub stage: Stage,
    pub staff: StaffId,
    /// Their password's hash under newer parameters, if it was stored under older ones (S1).
    pub renewed_hash: Option<RenewedHash>,
}

/// A hash and what replaces it.
pub(super) struct RenewedHash {
    pub older: String,
    pub newer: String,
}

pub(super) async fn enter<P: Changes>(
    grant: Grant<P>,
    proved: Proved<'_>,
) -> Result<Answer, Failure> {
    let session = NewSession::generate();
    let event = proved
        .challenge
        .name_in(Event::new())
        .called("login.succeeded")
        .fact("session", Fact::Id(session.id.uuid()));
    let receipt = grant.record(event).await?;
    let kernel = receipt.kernel();
    let mut change = receipt.begin(kernel.business()).await?;
    let entry = change.entry();
    let finished = store::finish(
        change.transaction(),
        proved.challenge,
        proved.stage.as_str(),
        kernel.settings().tries,
        entry,
    )
    .await?;
    if !finished {
        // The same proof came twice at once, or the tries ran out in between: it counts once at most.
        return Err(Failure::Conflict);
    }
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
