//! What starting and sending again have in common: the entry, the message, the delivery to whom it may concern.

use uuid::Uuid;
use zeroize::Zeroizing;

use super::{LoginStart, events};
use crate::{
    base::ids::StaffId,
    i18n::{self, key},
    kernel::{
        Kernel,
        audit::{Event, fields},
        authn::{self, Allowance, Code},
        authz::{Grant, Receipt},
        failure::Failure,
    },
};

/// Records what became of a code that was asked for: sent, or sent to nobody, or not sent because there were too many.
pub(super) async fn record(
    grant: Grant<LoginStart>,
    allowance: Allowance,
    staff: Option<StaffId>,
    event: Event,
) -> Result<Receipt<LoginStart>, Failure> {
    let number = if staff.is_some() { "known" } else { "unknown" };
    let event = event.field(events::NUMBER, number);
    match (allowance, staff) {
        (Allowance::Send, Some(_)) => grant.record(event.kind(&events::CODE_SENT)).await,
        (Allowance::Send, None) => grant.deny(event.kind(&events::REFUSED)).await,
        (Allowance::HoldBack | Allowance::Refuse, _) => {
            let event = event.field(fields::CAUSE, "too_many");
            grant.deny(event.kind(&events::REFUSED)).await
        }
    }
}

/// What is stored of a code. Where none is sent, nothing that any code matches: a login that looks like every other leaves
/// nothing to guess.
pub(super) fn stored(kernel: &Kernel, login: Uuid, code: &Code, allowance: Allowance) -> [u8; 32] {
    match allowance {
        Allowance::Send => Code::digest(kernel, login, code.digits()),
        Allowance::HoldBack | Allowance::Refuse => rand::random(),
    }
}

/// Hands the code to the person's phone, in the language they read; to nobody's if the number is unknown or the code is
/// held back.
pub(super) async fn deliver(
    receipt: &Receipt<LoginStart>,
    allowance: Allowance,
    staff: Option<StaffId>,
    code: Code,
) -> Result<(), Failure> {
    let locale = receipt.shell().await?.locale;
    let minutes = receipt.kernel().settings().login.code_lifetime.as_secs() / 60;
    let text = Zeroizing::new(
        i18n::text(locale, key::LOGIN_MESSAGE)
            .replace("{minutes}", &minutes.to_string())
            .replace("{code}", code.digits()),
    );
    if let (Allowance::Send, Some(staff)) = (allowance, staff) {
        authn::deliver_in_background(receipt, staff, text, code).await;
    }
    Ok(())
}
