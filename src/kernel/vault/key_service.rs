//! The key service: whoever holds the master key. The kernel owns the trait, `gateways/kms` the implementations.

use std::{future::Future, pin::Pin};

use zeroize::Zeroizing;

/// The future of a key service's answer.
pub type MasterKeyFuture<'a, T> =
    Pin<Box<dyn Future<Output = Result<T, KeyServiceError>> + Send + 'a>>;

/// Wraps and unwraps keys under a master key that never leaves it.
pub trait KeyService: Send + Sync {
    /// Wraps 32 bytes of key; `context` must be given again, equal, to unwrap.
    fn wrap<'a>(&'a self, key: &'a [u8; 32], context: &'a str) -> MasterKeyFuture<'a, Vec<u8>>;

    /// Unwraps what [`wrap`](Self::wrap) gave.
    fn unwrap<'a>(
        &'a self,
        wrapped: &'a [u8],
        context: &'a str,
    ) -> MasterKeyFuture<'a, Zeroizing<[u8; 32]>>;
}

/// Why a key service did not do it. Messages say what to do and hold no key.
#[derive(Debug, thiserror::Error)]
pub enum KeyServiceError {
    /// It cannot be reached or its key file cannot be read.
    #[error("the key service is away: {0}")]
    Away(String),
    /// It answered that this is not a key it wrapped, or not in this context.
    #[error("the key service refused to unwrap: {0}")]
    Refused(String),
}
