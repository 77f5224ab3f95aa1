//! Sending codes under caps, login and step-up apart.
//!
//! **At the door** anybody may ask for a code to anybody's phone. So the caps of a phone are those of a phone and the address
//! that asks: a pause between two, so many in an hour and a day. All addresses together may have a few times as many, and
//! that larger cap does not hold for addresses from which its owner logged in lately: strangers from everywhere cannot keep
//! somebody out of where they work. What is over a cap of the phone is held back: not sent, and answered like everything
//! else. Only the cap of an address, which counts what that address itself asked for, is told.
//!
//! **In a step-up** the session says already who it is, and nobody else can use up their codes.
//!
//! The caps are the same for numbers that nobody here has, and delivery never holds up the answer to a login: neither the
//! answer nor its time tells whether a number is known.

use zeroize::Zeroizing;

use super::{
    Code, LoginSettings,
    model::LoginSend,
    store::{self, LoginSends, NewSend, OwnSends},
};
use crate::{
    base::{clock::Timestamp, ids::StaffId, phone::Phone},
    kernel::{
        Kernel,
        authz::{Change, Changes, Receipt},
        failure::Failure,
        sms::{SmsError, SmsMessage},
    },
};

/// What becomes of a code for a login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allowance {
    Send,
    /// It may not, and the answer must not tell.
    HoldBack,
    /// This address asked for too many, whosever they were.
    Refuse,
}

/// From all addresses together a phone is sent so many times what it is from one.
const ADDRESSES: i64 = 3;

/// The digest under which sends and logins of a phone are counted; the number itself is not kept.
pub fn phone_digest(kernel: &Kernel, phone: &Phone) -> [u8; 32] {
    kernel
        .vault
        .fingerprint("sms_phone", phone.expose().as_bytes())
}

/// Counts a code for a login, with nobody else counting: of many requests at once, only as many pass as may. What is held
/// back counts for the address; what is refused does not count.
pub async fn count_login_send(
    kernel: &Kernel,
    change: &mut Change,
    send: &LoginSend<'_>,
) -> Result<Allowance, Failure> {
    let now = kernel.clock.now();
    let sends = store::login_sends(change.transaction(), send, now).await?;
    let allowance = weigh(&kernel.settings.login, &sends, now);
    if allowance != Allowance::Refuse {
        let new = NewSend {
            phone_digest: send.phone_digest,
            address: send.address,
            purpose: "login",
            held_back: allowance == Allowance::HoldBack,
        };
        let entry = change.entry();
        store::insert_send(change.transaction(), &new, now, entry).await?;
    }
    Ok(allowance)
}

fn weigh(settings: &LoginSettings, sends: &LoginSends, now: Timestamp) -> Allowance {
    let (hour, day) = (settings.sends_per_phone_hour, settings.sends_per_phone_day);
    let soon = sends
        .here_last
        .is_some_and(|last| now.since(last) < settings.resend);
    let here = soon || sends.here_hour >= hour || sends.here_day >= day;
    let everywhere = sends.phone_hour >= hour * ADDRESSES || sends.phone_day >= day * ADDRESSES;
    if sends.from_address >= settings.sends_per_address_hour {
        Allowance::Refuse
    } else if here || (everywhere && sends.owners_sessions == 0) {
        Allowance::HoldBack
    } else {
        Allowance::Send
    }
}

/// Counts a code for a step-up of the phone's owner.
async fn count_own_send(
    kernel: &Kernel,
    change: &mut Change,
    phone_digest: &[u8],
    address: &str,
) -> Result<(), Failure> {
    let (now, settings) = (kernel.clock.now(), &kernel.settings.login);
    let sends = store::own_sends(change.transaction(), phone_digest, now).await?;
    let OwnSends { hour, day, last } = sends;
    if last.is_some_and(|last| now.since(last) < settings.resend)
        || hour >= settings.sends_per_phone_hour
        || day >= settings.sends_per_phone_day
    {
        return Err(Failure::TooMany);
    }
    let new = NewSend {
        phone_digest,
        address,
        purpose: "step_up",
        held_back: false,
    };
    let entry = change.entry();
    Ok(store::insert_send(change.transaction(), &new, now, entry).await?)
}

/// Delivers a login's code to a member of staff, whose phone is opened for this alone. It gives nothing back: what goes
/// wrong is logged, because an answer that told of it would tell that the number is known.
pub async fn deliver_in_background<P: Changes>(
    receipt: &Receipt<P>,
    staff: StaffId,
    text: Zeroizing<String>,
    code: Code,
) {
    let kernel = receipt.kernel().clone();
    let phone = match kernel.vault.staff_phone(receipt, staff).await {
        Ok(Some(phone)) => phone,
        Ok(None) => {
            tracing::error!("a member of staff has no phone");
            return;
        }
        Err(error) => {
            tracing::error!(%error, "the phone of a member of staff cannot be opened");
            return;
        }
    };
    tokio::spawn(async move {
        if let Err(error) = deliver(&kernel, &phone, &text, &code).await {
            tracing::error!(%error, "a message cannot be sent");
        }
    });
}

/// Sends a code to the actor's own phone, which is opened for this alone, and waits until the carrier has it.
///
/// # Errors
/// [`Failure::TooMany`] over the caps, [`Failure::Unavailable`] when the carrier does not take it; otherwise when a store
/// refuses.
pub async fn send_own_code<P: Changes>(
    receipt: &Receipt<P>,
    text: &str,
    code: &Code,
) -> Result<(), Failure> {
    let kernel = receipt.kernel();
    let phone = kernel
        .vault
        .staff_phone(receipt, receipt.staff()?)
        .await?
        .ok_or(Failure::Internal("the actor has no phone"))?;
    let address = receipt.origin().address_text();
    let mut change = receipt.begin().await?;
    let digest = phone_digest(kernel, &phone);
    count_own_send(kernel, &mut change, &digest, &address).await?;
    change.commit().await?;
    deliver(kernel, &phone, text, code).await.map_err(|error| {
        tracing::error!(%error, "a message cannot be sent");
        Failure::Unavailable("the SMS gateway")
    })
}

async fn deliver(kernel: &Kernel, phone: &Phone, text: &str, code: &Code) -> Result<(), SmsError> {
    let message = SmsMessage {
        to: phone,
        text,
        code: Some(code.digits()),
        at: kernel.clock.now(),
    };
    kernel.sms.send(message).await
}
