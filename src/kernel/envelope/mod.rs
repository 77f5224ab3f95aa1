//! The transport envelope (T6): a phone number or a password, encrypted once more before it is sent, so that whatever reads
//! inside TLS (a proxy, a log of requests) reads neither.
//!
//! Owns: the format, the key pairs and their rotation, the memory of what was opened.
//! Must not: know which form or API it serves; the guard opens envelopes and hands plain fields on.
//!
//! An envelope is a JWE in compact serialization (RFC 7516) with `RSA-OAEP-256` and `A256GCM` and nothing else: a fresh
//! content key under the public key. Its protected header, which is the associated data, binds the key (`kid`), the time
//! (`iat`), a number used once (`jti`), the `field` it is for and the `context` it was made in: the page's CSRF token, so
//! that it is worth nothing in another field, another session or a second time.
//!
//! What is sealed is filled up with zero bytes to a multiple of 64, so that its length tells nothing.
//!
//! Two key pairs are alive while one replaces the other. A private key is sealed in the vault and destroyed when it retires.

mod events;
mod format;
mod keys;
mod lifecycle;
mod opening;
mod permissions;
mod refusal;
mod replay;
mod settings;
mod store;
#[cfg(test)]
mod tests;

pub use lifecycle::{maintain, prepare};
pub(in crate::kernel) use opening::{FieldBinding, open};
pub use permissions::{EnvelopeKeyLoad, EnvelopeKeyRead, EnvelopeKeyRotate, PERMISSIONS};
pub use settings::EnvelopeSettings;
pub(crate) use store::STATEMENTS;

use std::sync::Arc;

use tokio::sync::watch;

use crate::base::ids::EnvelopeKeyId;
use keys::KeyPair;

/// A key pair that envelopes are accepted under.
struct LiveKey {
    id: EnvelopeKeyId,
    pair: KeyPair,
}

type LiveKeys = Arc<[Arc<LiveKey>]>;

/// The key pairs that are alive, the newest first.
pub struct Envelopes(watch::Sender<LiveKeys>);

impl Default for Envelopes {
    fn default() -> Self {
        Self(watch::Sender::new(Arc::new([])))
    }
}

impl Envelopes {
    /// The newest public key as a JWK (RFC 7517); `None` before [`prepare`].
    pub fn jwk(&self) -> Option<String> {
        self.newest().map(|key| key.pair.jwk().to_owned())
    }

    /// The newest public key as PEM (RFC 7468); `None` before [`prepare`].
    pub fn pem(&self) -> Option<String> {
        self.newest().map(|key| key.pair.pem().to_owned())
    }

    fn newest(&self) -> Option<Arc<LiveKey>> {
        self.0.borrow().first().cloned()
    }

    fn find(&self, key_id: &str) -> Option<Arc<LiveKey>> {
        let keys = self.0.borrow();
        keys.iter().find(|key| key.pair.id() == key_id).cloned()
    }

    fn all(&self) -> LiveKeys {
        Arc::clone(&self.0.borrow())
    }

    fn publish(&self, keys: Vec<Arc<LiveKey>>) {
        self.0.send_replace(keys.into());
    }
}
