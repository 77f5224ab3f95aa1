//! Why an envelope is not accepted, and how that is entered.

use crate::kernel::{
    audit::{Event, facts},
    authz::{Grant, Permission, Receipt},
    http::Failure,
};

/// Why an envelope is not accepted. What it holds stays closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeRefusal {
    /// It has not the form of one.
    #[error("it has not the form of an envelope")]
    Malformed,
    /// Its key is not alive, or never was: the page is older than the key's replacement.
    #[error("its key is not alive")]
    UnknownKey,
    /// Made too long ago, or in the future.
    #[error("it was made too long ago, or in the future")]
    Untimely,
    /// It was opened before.
    #[error("it was opened before")]
    Replayed,
    /// Altered, or made for another field, another session or another key.
    #[error("it was altered or made for another place")]
    Altered,
}

impl EnvelopeRefusal {
    /// The word in entries.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Malformed => "envelope_malformed",
            Self::UnknownKey => "envelope_key_unknown",
            Self::Untimely => "envelope_untimely",
            Self::Replayed => "envelope_replayed",
            Self::Altered => "envelope_altered",
        }
    }

    /// The key of what to tell the person: what to do, not what an attacker would like to know.
    pub fn key(self) -> &'static str {
        match self {
            Self::Malformed | Self::Altered => "envelope.refused",
            Self::UnknownKey => "envelope.key_unknown",
            Self::Untimely => "envelope.untimely",
            Self::Replayed => "envelope.replayed",
        }
    }

    /// Whether an honest page can come to this.
    fn is_honest(self) -> bool {
        matches!(self, Self::UnknownKey | Self::Untimely)
    }
}

impl<P: Permission> Grant<P> {
    /// Enters that a form's envelope was not accepted: as failed where an honest page can come to it, else as denied. The
    /// receipt opens nothing.
    ///
    /// # Errors
    /// [`Failure::Unavailable`] when the log cannot be written.
    pub async fn refuse_envelope(
        self,
        refusal: EnvelopeRefusal,
        event: Event,
    ) -> Result<Receipt<P>, Failure> {
        let event = event.fact(facts::CAUSE, refusal.as_str());
        if refusal.is_honest() {
            self.fail(event).await
        } else {
            self.deny(event).await
        }
    }
}
