//! Why a sealed value does not open.

/// Why a blob does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BlobError {
    /// Too short to be one.
    #[error("it is cut short")]
    Short,
    /// Of a format or an algorithm this version does not know.
    #[error("its format or algorithm is unknown")]
    Unknown,
    /// Sealed under another version of the key.
    #[error("it was sealed under another version of its key")]
    Version,
    /// Altered, moved, or of another key.
    #[error("it was altered, moved or sealed under another key")]
    Refused,
    /// It opened, but holds something else than expected.
    #[error("what it holds cannot be read")]
    Content,
}

impl BlobError {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Short => "short",
            Self::Unknown => "unknown_format",
            Self::Version => "no_such_key",
            Self::Refused => "refused",
            Self::Content => "content",
        }
    }
}
