//! The key service: whoever holds the master key. The kernel owns the trait, `gateways/kms` the implementations.

use std::{future::Future, pin::Pin};

use super::cipher::KeyBytes;

/// The future of a key service's answer.
pub type MasterKeyFuture<'a, T> =
    Pin<Box<dyn Future<Output = Result<T, KeyServiceError>> + Send + 'a>>;

/// A new key, in clear and as the key service wrapped it.
pub struct GeneratedKey {
    /// 32 bytes, wiped on drop.
    pub key: KeyBytes,
    /// The same under the master key: what is stored.
    pub wrapped: Vec<u8>,
}

/// Makes, unwraps and rewraps keys under a master key that never leaves it.
///
/// `context` says what a key is for; it must be given again, equal, or the key does not unwrap.
pub trait KeyService: Send + Sync {
    fn generate<'a>(&'a self, context: &'a str) -> MasterKeyFuture<'a, GeneratedKey>;

    /// Unwraps what [`generate`](Self::generate) or [`rewrap`](Self::rewrap) gave.
    fn unwrap<'a>(&'a self, wrapped: &'a [u8], context: &'a str) -> MasterKeyFuture<'a, KeyBytes>;

    /// Wraps the same key under the newest version of the master key, without showing it where the service can.
    fn rewrap<'a>(&'a self, wrapped: &'a [u8], context: &'a str) -> MasterKeyFuture<'a, Vec<u8>>;
}

/// Why a key service did not do it. Messages say what to do and hold no key.
#[derive(Clone, Debug, thiserror::Error)]
pub enum KeyServiceError {
    /// It cannot be reached, is sealed, too slow, or its key file cannot be read: trying again may help.
    #[error("the key service is away: {0}")]
    Away(String),
    /// It does not let us in, or the master key is disabled or gone: an operator has to act.
    #[error("the key service denies: {0}")]
    Denied(String),
    /// It answered that this is not a key it wrapped, or not in this context.
    #[error("the key service refused to unwrap: {0}")]
    Refused(String),
}
