//! Text messages as the kernel needs them: one way out, whoever carries them.
//!
//! Owns the traits and their values. Must not know a carrier: those are in `gateways/sms`, and `app` joins the two.

use std::fmt;
use std::pin::Pin;

use serde::{Deserialize, Serialize};

use crate::base::clock::Timestamp;
use crate::base::phone::Phone;

/// What [`SmsGateway::send`] gives: a future that can be kept behind `dyn`.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Result<(), SmsError>> + Send + 'a>>;

/// Carries text messages to phones.
pub trait SmsGateway: Send + Sync {
    /// Hands one message to the carrier. Done means accepted, not yet delivered.
    ///
    /// # Errors
    /// [`SmsError`] when the carrier did not take it; the caller decides whether to try again.
    fn send<'a>(&'a self, message: SmsMessage<'a>) -> Sending<'a>;
}

/// One message to one phone. Holds personal data: it has no `Display`, and `Debug` prints `[sealed]`.
pub struct SmsMessage<'a> {
    /// The phone it goes to.
    pub to: &'a Phone,
    /// The whole text, as the person reads it.
    pub text: &'a str,
    /// The code inside the text, when there is one: carriers with templates want it apart.
    pub code: Option<&'a str>,
    pub at: Timestamp,
}

impl fmt::Debug for SmsMessage<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SmsMessage([sealed])")
    }
}

/// A message was not taken. Says nothing about the phone or the text.
#[derive(Debug, thiserror::Error)]
pub enum SmsError {
    /// The file that stands in for a carrier cannot be used.
    #[error("the message outbox cannot be used: {0}")]
    Outbox(std::io::Error),
}

/// Messages that stayed here instead of being sent: only where a gateway is a stand-in, as in the demonstration.
pub trait SentMessages: Send + Sync {
    /// The newest messages, newest first, `limit` at most.
    ///
    /// # Errors
    /// [`SmsError`] when they cannot be read.
    fn recent(&self, limit: usize) -> Result<Vec<SentMessage>, SmsError>;
}

/// One kept message; the field names are those of the outbox file. `Debug` prints `[sealed]`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentMessage {
    /// When it was written; RFC 3339 in UTC.
    pub at: Timestamp,
    /// The phone it went to, eleven digits.
    pub phone: String,
    pub text: String,
    /// The code in it, or null.
    pub code: Option<String>,
}

impl fmt::Debug for SentMessage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SentMessage([sealed])")
    }
}
