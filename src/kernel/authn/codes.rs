//! SMS codes: six digits, sent under caps, stored only as a keyed digest bound to what they are for.

use std::time::Duration;

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::store;
use crate::{
    base::phone::Phone,
    kernel::{
        Kernel,
        authz::{Changes, Receipt},
        http::Failure,
        sms::SmsMessage,
    },
};

/// A six-digit code (20 bits, ASVS 6.5.4), wiped on drop.
pub struct Code(Zeroizing<String>);

impl Code {
    /// A new random code.
    pub fn generate() -> Self {
        use rand::RngExt;
        Self(Zeroizing::new(format!(
            "{:06}",
            rand::rng().random_range(0..1_000_000)
        )))
    }

    /// The digits, for the message.
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// What is stored: a digest under the vault's key, bound to the login or export it is for, so that neither a thief of
    /// the table nor another request can use it.
    pub fn digest(kernel: &Kernel, bound_to: uuid::Uuid, digits: &str) -> [u8; 32] {
        let mut value = Zeroizing::new(bound_to.as_bytes().to_vec());
        value.extend_from_slice(digits.as_bytes());
        kernel.vault.fingerprint("sms_code", &value)
    }

    /// Whether `typed` is the code behind a stored digest.
    pub fn matches(kernel: &Kernel, bound_to: uuid::Uuid, typed: &str, stored: &[u8]) -> bool {
        let digest = Self::digest(kernel, bound_to, typed);
        bool::from(digest.as_slice().ct_eq(stored))
    }
}

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

/// The digest under which sends to a phone are counted.
fn phone_digest(kernel: &Kernel, phone: &Phone) -> [u8; 32] {
    kernel
        .vault
        .fingerprint("sms_phone", phone.expose().as_bytes())
}

/// Whether one more message may go to this phone, asked for from this address: a pause between two, caps per phone in an
/// hour and a day, per address in an hour. It is the same for known and unknown numbers.
///
/// # Errors
/// When the store refuses.
pub async fn may_send(kernel: &Kernel, phone: &Phone, address: &str) -> Result<bool, Failure> {
    let now = kernel.clock.now();
    let pool = kernel.business.reader();
    let settings = &kernel.settings;
    let (hour, day, last) =
        store::sent_to_phone(pool, &phone_digest(kernel, phone), now - HOUR, now - DAY).await?;
    let paused = last.is_some_and(|last| now.since(last) < settings.resend);
    if paused || hour >= settings.sends_per_phone_hour || day >= settings.sends_per_phone_day {
        return Ok(false);
    }
    Ok(
        store::sent_from_address(pool, address, now - HOUR).await?
            < settings.sends_per_address_hour,
    )
}

/// Counts a send and, if `deliver`, hands the message to the gateway. A login of an unknown number is counted and not
/// delivered, so that it looks the same.
///
/// # Errors
/// When the store refuses, or the gateway does ([`Failure::Unavailable`]).
pub async fn send_code<P: Changes>(
    receipt: &Receipt<P>,
    phone: &Phone,
    purpose: SendPurpose,
    text: &str,
    code: &Code,
    deliver: bool,
) -> Result<(), Failure> {
    let kernel = receipt.kernel();
    let now = kernel.clock.now();
    let address = receipt
        .origin()
        .address
        .map(|address| address.to_string())
        .unwrap_or_default();
    let mut change = receipt.begin(&kernel.business).await?;
    let entry = change.entry();
    let digest = phone_digest(kernel, phone);
    let id = uuid::Uuid::now_v7();
    store::insert_send(
        change.transaction(),
        id,
        &digest,
        &address,
        purpose.as_str(),
        now,
        entry,
    )
    .await?;
    change.commit().await?;
    if !deliver {
        return Ok(());
    }
    let message = SmsMessage {
        to: phone,
        text,
        code: Some(code.digits()),
        at: now,
    };
    kernel.sms.send(message).await.map_err(|error| {
        tracing::error!(%error, "a message cannot be sent");
        Failure::Unavailable("the SMS gateway")
    })
}

/// Sends a code to the actor's own phone, which is opened for this alone.
///
/// # Errors
/// [`Failure::TooMany`] over the caps; otherwise as [`send_code`].
pub async fn send_own_code<P: Changes>(
    receipt: &Receipt<P>,
    text: &str,
    code: &Code,
) -> Result<(), Failure> {
    let kernel = receipt.kernel();
    let phone = kernel
        .vault
        .own_phone(receipt)
        .await?
        .ok_or(Failure::Internal("the actor has no phone"))?;
    let address = receipt
        .origin()
        .address
        .map(|address| address.to_string())
        .unwrap_or_default();
    if !may_send(kernel, &phone, &address).await? {
        return Err(Failure::TooMany);
    }
    send_code(receipt, &phone, SendPurpose::StepUp, text, code, true).await
}
