//! `[envelope]`: the key pairs that browsers and the mini program encrypt phone numbers and passwords under.

use std::time::Duration;

use super::reader::Reader;

/// How long a key pair of the transport envelope lives.
#[derive(Debug, Clone)]
pub struct EnvelopeConfig {
    /// `envelope.key_days`: at this age a key pair is replaced (T6); a day later it is destroyed.
    pub key_age: Duration,
}

impl EnvelopeConfig {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        const REASON: &str = "whoever recorded envelopes could open them with a stolen key";
        let days = reader.number("envelope.key_days", 30, 1..=365, "days", REASON);
        Self {
            key_age: Duration::from_secs(u64::from(days) * 24 * 60 * 60),
        }
    }
}
