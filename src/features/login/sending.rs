//! What starting and sending again have in common: the caps, the message, the delivery to whom it may concern.

use zeroize::Zeroizing;

use super::LoginStart;
use crate::{
    base::ids::StaffId,
    i18n,
    kernel::{
        audit::{Event, Fact},
        authn::{self, Code},
        authz::{Grant, Receipt},
        http::Failure,
    },
};

/// Enters that a code is sent, or that none is: to nobody, or too soon. `None` for too soon.
pub(super) async fn enter(
    grant: Grant<LoginStart>,
    phone_digest: &[u8],
    staff: Option<StaffId>,
    event: Event,
) -> Result<(Receipt<LoginStart>, bool), Failure> {
    let address = grant.origin().address_text();
    let allowed = authn::may_send(grant.kernel(), phone_digest, &address).await?;
    let number = if staff.is_some() { "known" } else { "unknown" };
    let event = event.fact("number", Fact::Word(number));
    let receipt = if !allowed {
        let event = event.fact("cause", Fact::Word("too_many"));
        grant.deny(event.called("login.refused")).await?
    } else if staff.is_none() {
        grant.deny(event.called("login.refused")).await?
    } else {
        grant.record(event.called("login.code_sent")).await?
    };
    Ok((receipt, allowed))
}

/// Hands the code to the person's phone, in the language they read; to nobody's if the number is unknown.
pub(super) async fn deliver(
    receipt: &Receipt<LoginStart>,
    staff: Option<StaffId>,
    code: Code,
) -> Result<(), Failure> {
    let locale = receipt.shell().await?.locale;
    let minutes = receipt.kernel().settings().code_lifetime.as_secs() / 60;
    let text = Zeroizing::new(
        i18n::text(locale, "login.message")
            .replace("{minutes}", &minutes.to_string())
            .replace("{code}", code.digits()),
    );
    if let Some(staff) = staff {
        authn::deliver_in_background(receipt, staff, text, code).await;
    }
    Ok(())
}
