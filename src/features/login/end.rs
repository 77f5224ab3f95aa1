//! `POST /logout`: the session ends on the server, and the browser is told to forget everything it has of us (A4).

use super::SessionEnd;
use crate::kernel::{
    audit::Event,
    authn,
    authz::Grant,
    failure::Failure,
    http::{Answer, LOGIN, LocalPath, SESSION, expired},
};

pub(super) async fn end(grant: Grant<SessionEnd>) -> Result<Answer, Failure> {
    let session = grant.origin().session.ok_or(Failure::Forbidden)?;
    let event = Event::new().resource("session", session.uuid());
    let receipt = grant.record(event).await?;
    let kernel = receipt.kernel();
    let mut change = receipt.begin().await?;
    authn::end_session(&mut change, session, kernel.clock().now()).await?;
    change.commit().await?;
    Ok(receipt
        .redirect(&LocalPath::fixed("/login"))
        .with_cookie(&expired(SESSION))
        .with_cookie(&expired(LOGIN))
        .clearing_site_data())
}
