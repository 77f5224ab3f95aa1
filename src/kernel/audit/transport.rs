//! How personal fields came to us, as entries say it.

/// How personal fields came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// Each in an envelope.
    Envelope,
    /// At least one as it was typed, protected by TLS alone: the browser runs no scripts.
    Tls,
}

impl Transport {
    /// The word in entries.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Envelope => "envelope",
            Self::Tls => "tls",
        }
    }
}
