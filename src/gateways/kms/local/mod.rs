//! The embedded default: a keyring file of mode 0600, sealed under a key file or a passphrase.
//!
//! Wrapping is AES-256-GCM with a random nonce; the context is the associated data. A thief of the stores without the keyring
//! has ciphertext only, and so has a thief of stores and keyring without what the keyring is sealed under. A keyring that is
//! sealed under nothing, as a demonstration's, gives the master key to whoever can read it.

mod keyring_file;
mod private_file;
mod seal;
#[cfg(test)]
mod tests;

pub use seal::{KeyringSeal, create_key_file};

use std::path::Path;

use aes_gcm::{
    Aes256Gcm, KeyInit,
    aead::{Aead, Nonce, Payload},
};
use zeroize::Zeroizing;

use crate::kernel::vault::{GeneratedKey, KeyBytes, KeyService, KeyServiceError, MasterKeyFuture};

const NONCE: usize = 12;

pub struct LocalKeyring {
    cipher: Aes256Gcm,
}

impl LocalKeyring {
    /// Writes a new keyring with a random master key.
    ///
    /// # Errors
    /// When the file is there already (a keyring is never overwritten: without it, the data is lost) or cannot be written, or
    /// when the key file of the seal cannot be read.
    pub fn create(path: &Path, seal: &KeyringSeal) -> Result<(), KeyServiceError> {
        let master_key = KeyBytes::random();
        let text = keyring_file::write(path, &master_key, seal)?;
        private_file::create(path, &text).map_err(|why| away(path, &why))
    }

    /// Opens a keyring.
    ///
    /// # Errors
    /// When it is missing, can be read by others, is not a keyring, or is sealed under something else.
    pub fn open(path: &Path, seal: &KeyringSeal) -> Result<Self, KeyServiceError> {
        let text = private_file::read(path).map_err(|why| away(path, &why))?;
        let master_key = keyring_file::read(path, &text, seal)?;
        Ok(Self {
            cipher: cipher(&master_key),
        })
    }

    /// Seals the same master key under something else, replacing the file as a whole.
    ///
    /// # Errors
    /// As [`open`](Self::open), and when the file cannot be replaced; it is unchanged then.
    pub fn seal_anew(
        path: &Path,
        from: &KeyringSeal,
        to: &KeyringSeal,
    ) -> Result<(), KeyServiceError> {
        let text = private_file::read(path).map_err(|why| away(path, &why))?;
        let master_key = keyring_file::read(path, &text, from)?;
        let text = keyring_file::write(path, &master_key, to)?;
        private_file::replace(path, &text).map_err(|why| away(path, &why))
    }

    fn wrap(&self, key: &[u8; 32], context: &str) -> Result<Vec<u8>, KeyServiceError> {
        seal_bytes(&self.cipher, key, context).ok_or_else(|| refused(context))
    }

    fn unwrap_key(&self, wrapped: &[u8], context: &str) -> Result<KeyBytes, KeyServiceError> {
        open_bytes(&self.cipher, wrapped, context).ok_or_else(|| refused(context))
    }
}

impl KeyService for LocalKeyring {
    fn generate<'a>(&'a self, context: &'a str) -> MasterKeyFuture<'a, GeneratedKey> {
        Box::pin(async move {
            let key = KeyBytes::random();
            let wrapped = self.wrap(&key, context)?;
            Ok(GeneratedKey { key, wrapped })
        })
    }

    fn unwrap<'a>(&'a self, wrapped: &'a [u8], context: &'a str) -> MasterKeyFuture<'a, KeyBytes> {
        Box::pin(async move { self.unwrap_key(wrapped, context) })
    }

    fn rewrap<'a>(&'a self, wrapped: &'a [u8], context: &'a str) -> MasterKeyFuture<'a, Vec<u8>> {
        Box::pin(async move { self.wrap(&*self.unwrap_key(wrapped, context)?, context) })
    }
}

fn cipher(key: &[u8; 32]) -> Aes256Gcm {
    Aes256Gcm::new(key.into())
}

/// Nonce, ciphertext and tag of a key.
fn seal_bytes(cipher: &Aes256Gcm, key: &[u8; 32], associated: &str) -> Option<Vec<u8>> {
    let nonce: [u8; NONCE] = rand::random();
    let payload = Payload {
        msg: key,
        aad: associated.as_bytes(),
    };
    let sealed = cipher
        .encrypt(&Nonce::<Aes256Gcm>::from(nonce), payload)
        .ok()?;
    Some([&nonce[..], &sealed].concat())
}

fn open_bytes(cipher: &Aes256Gcm, sealed: &[u8], associated: &str) -> Option<KeyBytes> {
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
    let payload = Payload {
        msg: sealed,
        aad: associated.as_bytes(),
    };
    let opened = cipher
        .decrypt(&Nonce::<Aes256Gcm>::from(*nonce), payload)
        .map(Zeroizing::new)
        .ok()?;
    KeyBytes::of(&opened)
}

fn away(path: &Path, why: &str) -> KeyServiceError {
    KeyServiceError::Away(format!("keyring {}: {why}", path.display()))
}

fn denied(path: &Path, why: &str) -> KeyServiceError {
    KeyServiceError::Denied(format!("keyring {}: {why}", path.display()))
}

fn refused(context: &str) -> KeyServiceError {
    KeyServiceError::Refused(format!(
        "{context} was wrapped under another master key: is this the right keyring, and is keys.service right?"
    ))
}
