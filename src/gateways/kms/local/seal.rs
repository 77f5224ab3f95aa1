//! What a keyring is sealed under: a key file, a passphrase, or nothing.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use argon2::{Algorithm, Argon2, Params, Version};
use zeroize::Zeroizing;

use super::{away, private_file};
use crate::kernel::vault::{KeyBytes, KeyServiceError};

/// Bytes of a passphrase's salt (RFC 9106, section 3.1).
pub(super) const SALT: usize = 16;
/// RFC 9106, section 4, second recommended option: 64 MiB, three passes, four lanes. Part of format 2.
const ARGON2: (u32, u32, u32) = (65_536, 3, 4);

/// What the master key of a keyring is sealed under. `Debug` shows no passphrase.
#[derive(Clone, PartialEq, Eq)]
pub enum KeyringSeal {
    Nothing,
    /// A file of 32 random bytes, mode 0600.
    KeyFile(PathBuf),
    /// A passphrase, through Argon2id.
    Passphrase(Zeroizing<String>),
}

impl KeyringSeal {
    /// As the file names it.
    pub(super) fn word(&self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::KeyFile(_) => "key file",
            Self::Passphrase(_) => "passphrase",
        }
    }

    /// Why a keyring did not open.
    pub(super) fn wrong(&self) -> &'static str {
        match self {
            Self::Passphrase(_) => {
                "the passphrase of keys.passphrase does not open it, or the file was changed"
            }
            _ => "the file of keys.key_file does not open it, or the keyring was changed",
        }
    }
}

impl fmt::Debug for KeyringSeal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.word())
    }
}

/// Writes a new key file.
///
/// # Errors
/// When it is there already (keyrings may be sealed under it) or cannot be written.
pub fn create_key_file(path: &Path) -> Result<(), KeyServiceError> {
    let key = KeyBytes::random();
    private_file::create(path, &key[..])
        .map_err(|why| away(path, &format!("its key file cannot be made: {why}")))
}

/// The key that seals the master key; none when nothing does.
pub(super) fn derive(seal: &KeyringSeal, salt: &[u8]) -> Result<Option<KeyBytes>, String> {
    match seal {
        KeyringSeal::Nothing => Ok(None),
        KeyringSeal::KeyFile(path) => {
            let named = |why: &str| format!("its key file {}: {why}", path.display());
            let bytes = private_file::read(path).map_err(|why| named(&why))?;
            match KeyBytes::of(&bytes) {
                Some(key) => Ok(Some(key)),
                None => Err(named("it does not hold exactly 32 bytes")),
            }
        }
        KeyringSeal::Passphrase(passphrase) => {
            let (memory, passes, lanes) = ARGON2;
            let mut key = Zeroizing::new([0; 32]);
            Params::new(memory, passes, lanes, None)
                .and_then(|params| {
                    Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_into(
                        passphrase.as_bytes(),
                        salt,
                        &mut key[..],
                    )
                })
                .map_err(|error| format!("its passphrase cannot be used: {error}"))?;
            Ok(Some(KeyBytes::new(*key)))
        }
    }
}
