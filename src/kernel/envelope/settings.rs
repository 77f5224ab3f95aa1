//! `[envelope]`: how long a key pair of the transport envelope lives (T6).

use std::time::Duration;

const REASON: &str = "whoever recorded envelopes could open them with a stolen key";

crate::settings! {
    pub struct EnvelopeSettings in "envelope" {
        /// Days after which the key pair that browsers encrypt phone numbers and passwords under is replaced; a day later the old
        /// one is destroyed.
        key_age: Duration = "key_days", days(30, 1..=365, REASON);
    }
}
