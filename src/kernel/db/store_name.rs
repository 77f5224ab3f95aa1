//! What the stores are called.

/// The four stores, each a database of its own (S3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StoreName {
    /// Orders, payments, staff, sessions, exports: no personal value of a traveller.
    Business,
    /// Sealed parts and blind indexes.
    Vault,
    Keys,
    /// The append-only log.
    Audit,
}

impl StoreName {
    /// Every store, in the order they are opened.
    pub const ALL: [Self; 4] = [Self::Business, Self::Vault, Self::Keys, Self::Audit];

    /// The name used in file names, configuration and messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Business => "business",
            Self::Vault => "vault",
            Self::Keys => "keys",
            Self::Audit => "audit",
        }
    }
}
