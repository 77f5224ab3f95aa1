//! What can be done with the envelope's keys.

use super::events;

crate::permissions! {
    /// Fetch the public key.
    EnvelopeKeyRead = "envelope_key":"read" { quiet }
    /// Take the private keys into memory, to open what is sent to Hufu.
    EnvelopeKeyLoad = "envelope_key":"load" { events: [events::KEYS_LOADED], reveals: [EnvelopeKey] }
    /// Make a key pair in place of an old one, and destroy the old one a day later.
    EnvelopeKeyRotate = "envelope_key":"rotate" {
        events: [events::KEY_MADE, events::KEY_RETIRED],
        seals: [EnvelopeKey],
        changes: ["envelope_key"],
    }
}
