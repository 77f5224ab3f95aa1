//! The embedded default: a keyring file of mode 0600 beside, never inside, the stores.
//!
//! Wrapping is AES-256-GCM with a random nonce; the context is the associated data. A thief of the stores without this
//! file has ciphertext only.

use std::{
    fs::{File, OpenOptions},
    io::{Read, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::Path,
};

use aes_gcm::{
    Aes256Gcm, KeyInit,
    aead::{Aead, Nonce, Payload},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

use crate::kernel::vault::{GeneratedKey, KeyService, KeyServiceError, MasterKeyFuture};

const FORMAT: u32 = 1;
const NONCE: usize = 12;

/// The keyring file: JSON, one master key.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyringFile {
    format: u32,
    master_key: String,
}

impl Drop for KeyringFile {
    fn drop(&mut self) {
        self.master_key.zeroize();
    }
}

/// A keyring, open.
pub struct LocalKeyring {
    cipher: Aes256Gcm,
}

impl LocalKeyring {
    /// Writes a new keyring with a random master key.
    ///
    /// # Errors
    /// When the file is there already (a keyring is never overwritten: without it, the data is lost) or cannot be written.
    pub fn create(path: &Path) -> Result<(), KeyServiceError> {
        let key: Zeroizing<[u8; 32]> = Zeroizing::new(rand::random());
        let content = KeyringFile {
            format: FORMAT,
            master_key: STANDARD.encode(&key[..]),
        };
        let text = Zeroizing::new(
            serde_json::to_vec_pretty(&content).map_err(|error| away(path, &error.to_string()))?,
        );
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)
            .map_err(|error| away(path, &error.to_string()))?;
        file.write_all(&text)
            .and_then(|()| file.sync_all())
            .map_err(|error| away(path, &error.to_string()))
    }

    /// Opens a keyring.
    ///
    /// # Errors
    /// When it is missing, can be read by others, or is not a keyring.
    pub fn open(path: &Path) -> Result<Self, KeyServiceError> {
        let mut file = File::open(path).map_err(|error| away(path, &error.to_string()))?;
        let mode = file
            .metadata()
            .map_err(|error| away(path, &error.to_string()))?
            .permissions()
            .mode();
        if mode & 0o077 != 0 {
            return Err(away(path, "others can read it; run chmod 600 on it"));
        }
        let mut text = Zeroizing::new(Vec::new());
        file.read_to_end(&mut text)
            .map_err(|error| away(path, &error.to_string()))?;
        let content: KeyringFile =
            serde_json::from_slice(&text).map_err(|_| away(path, "it is not a keyring"))?;
        let key = Zeroizing::new(
            STANDARD
                .decode(&content.master_key)
                .map_err(|_| away(path, "it is not a keyring"))?,
        );
        let cipher = Aes256Gcm::new_from_slice(&key)
            .map_err(|_| away(path, "its key is not 32 bytes long"))?;
        if content.format != FORMAT {
            return Err(away(path, "its format is unknown to this version"));
        }
        Ok(Self { cipher })
    }

    fn seal(&self, key: &[u8; 32], context: &str) -> Result<Vec<u8>, KeyServiceError> {
        let nonce: [u8; NONCE] = rand::random();
        let sealed = self
            .cipher
            .encrypt(
                &Nonce::<Aes256Gcm>::from(nonce),
                Payload {
                    msg: key,
                    aad: context.as_bytes(),
                },
            )
            .map_err(|_| refused(context))?;
        Ok([&nonce[..], &sealed].concat())
    }

    fn open_sealed(
        &self,
        wrapped: &[u8],
        context: &str,
    ) -> Result<Zeroizing<[u8; 32]>, KeyServiceError> {
        let (nonce, sealed) = wrapped
            .split_first_chunk::<NONCE>()
            .ok_or_else(|| refused(context))?;
        let opened = self
            .cipher
            .decrypt(
                &Nonce::<Aes256Gcm>::from(*nonce),
                Payload {
                    msg: sealed,
                    aad: context.as_bytes(),
                },
            )
            .map(Zeroizing::new)
            .map_err(|_| refused(context))?;
        <[u8; 32]>::try_from(opened.as_slice())
            .map(Zeroizing::new)
            .map_err(|_| refused(context))
    }
}

impl KeyService for LocalKeyring {
    fn generate<'a>(&'a self, context: &'a str) -> MasterKeyFuture<'a, GeneratedKey> {
        Box::pin(async move {
            let key = Zeroizing::new(rand::random());
            let wrapped = self.seal(&key, context)?;
            Ok(GeneratedKey { key, wrapped })
        })
    }

    fn unwrap<'a>(
        &'a self,
        wrapped: &'a [u8],
        context: &'a str,
    ) -> MasterKeyFuture<'a, Zeroizing<[u8; 32]>> {
        Box::pin(async move { self.open_sealed(wrapped, context) })
    }

    fn rewrap<'a>(&'a self, wrapped: &'a [u8], context: &'a str) -> MasterKeyFuture<'a, Vec<u8>> {
        Box::pin(async move { self.seal(&*self.open_sealed(wrapped, context)?, context) })
    }
}

fn away(path: &Path, why: &str) -> KeyServiceError {
    KeyServiceError::Away(format!("keyring {}: {why}", path.display()))
}

fn refused(context: &str) -> KeyServiceError {
    KeyServiceError::Refused(format!(
        "{context} was wrapped under another master key: is this the right keyring?"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_key_unwraps_only_under_its_keyring_and_context() {
        let directory = tempfile::tempdir().expect("a directory");
        let (one, two) = (directory.path().join("one"), directory.path().join("two"));
        LocalKeyring::create(&one).expect("creating");
        LocalKeyring::create(&two).expect("creating");
        let (one, two) = (
            LocalKeyring::open(&one).expect("opening"),
            LocalKeyring::open(&two).expect("opening"),
        );
        let made = one.generate("data/1").await.expect("making");
        let again = one.rewrap(&made.wrapped, "data/1").await.expect("wrapping");
        assert_ne!(made.wrapped, again);
        for wrapped in [&made.wrapped, &again] {
            let key = one.unwrap(wrapped, "data/1").await.expect("unwrapping");
            assert_eq!(key, made.key);
            assert!(one.unwrap(wrapped, "data/2").await.is_err());
            assert!(two.unwrap(wrapped, "data/1").await.is_err());
        }
    }

    #[test]
    fn a_keyring_that_others_can_read_or_that_is_there_is_refused() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("keyring.json");
        LocalKeyring::create(&path).expect("creating");
        assert!(
            LocalKeyring::create(&path).is_err(),
            "a keyring is never overwritten"
        );
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).expect("chmod");
        assert!(LocalKeyring::open(&path).is_err());
    }
}
