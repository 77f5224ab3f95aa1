//! How personal fields came to us, as entries say it.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    Envelope,
    /// At least one as it was typed, protected by TLS alone: the browser runs no scripts.
    Tls,
}

impl Transport {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Envelope => "envelope",
            Self::Tls => "tls",
        }
    }
}
