//! Sending codes under caps: a pause between two for the same purpose (so that an approval right after a login need not
//! wait), so many to a phone in an hour and a day, so many from an address.
//!
//! The caps are the same for numbers that nobody here has, and delivery never holds up the answer to a login: neither the
//! answer nor its time tells whether a number is known.

use std::{sync::Arc, time::Duration};

use zeroize::Zeroizing;

use super::{
    Code,
    store::{self, SendsQuery},
};
use crate::{
    base::{clock::Timestamp, ids::StaffId, phone::Phone},
    kernel::{
        Kernel,
        authz::{Change, Changes, Receipt},
        http::Failure,
        sms::{SmsError, SmsMessage},
    },
};

/// What a message is sent for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SendPurpose {
    /// Logging in.
    Login,
    /// Confirming one deed.
    StepUp,
}

impl SendPurpose {
    fn as_str(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::StepUp => "step_up",
        }
    }
}

const HOUR: Duration = Duration::from_secs(3_600);
const DAY: Duration = Duration::from_secs(86_400);

/// The digest under which sends and logins of a phone are counted; the number itself is not kept.
pub fn phone_digest(kernel: &Kernel, phone: &Phone) -> [u8; 32] {
    kernel
        .vault
        .fingerprint("sms_phone", phone.expose().as_bytes())
}

/// Whether one more code for a login may go to this phone, asked for from this address.
///
/// # Errors
/// When the store refuses.
pub async fn may_send(
    kernel: &Kernel,
    phone_digest: &[u8],
    address: &str,
) -> Result<bool, Failure> {
    let now = kernel.clock.now();
    let query = sends_query(phone_digest, address, SendPurpose::Login, now);
    let sends = store::sends(kernel.business.reader(), &query).await?;
    Ok(under_caps(kernel, sends, now))
}

/// Counts a send. The caps are checked again, this time with nobody else counting: of many requests at once, only as many
/// pass as may.
///
/// # Errors
/// [`Failure::TooMany`] over the caps; otherwise when the store refuses.
pub async fn count_send(
    kernel: &Kernel,
    change: &mut Change,
    phone_digest: &[u8],
    address: &str,
    purpose: SendPurpose,
) -> Result<(), Failure> {
    let now = kernel.clock.now();
    let entry = change.entry();
    let query = sends_query(phone_digest, address, purpose, now);
    let sends = store::sends_locked(change.transaction(), &query).await?;
    if !under_caps(kernel, sends, now) {
        return Err(Failure::TooMany);
    }
    Ok(store::insert_send(change.transaction(), &query, now, entry).await?)
}

fn sends_query<'a>(
    phone_digest: &'a [u8],
    address: &'a str,
    purpose: SendPurpose,
    now: Timestamp,
) -> SendsQuery<'a> {
    SendsQuery {
        phone_digest,
        address,
        hour: now - HOUR,
        day: now - DAY,
        purpose: purpose.as_str(),
    }
}

fn under_caps(
    kernel: &Kernel,
    (in_hour, in_day, last, from_address): store::Sends,
    now: Timestamp,
) -> bool {
    let settings = &kernel.settings;
    last.is_none_or(|last| now.since(last) >= settings.resend)
        && in_hour < settings.sends_per_phone_hour
        && in_day < settings.sends_per_phone_day
        && from_address < settings.sends_per_address_hour
}

/// Delivers a login's code to a member of staff, whose phone is opened for this alone. It gives nothing back: what goes
/// wrong is logged, because an answer that told of it would tell that the number is known.
pub async fn deliver_in_background<P: Changes>(
    receipt: &Receipt<P>,
    staff: StaffId,
    text: Zeroizing<String>,
    code: Code,
) {
    let kernel = Arc::clone(receipt.kernel());
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
    let mut change = receipt.begin(&kernel.business).await?;
    let digest = phone_digest(kernel, &phone);
    count_send(kernel, &mut change, &digest, &address, SendPurpose::StepUp).await?;
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
