//! The form of a keyring file: JSON, one master key.
//!
//! Format 1 holds the master key as it is, format 2 sealed. What it is sealed under is in the associated data.

use std::path::Path;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

use super::{
    KeyringSeal, away, cipher, denied, open_bytes,
    seal::{SALT, derive},
    seal_bytes,
};
use crate::kernel::vault::{KeyBytes, KeyServiceError};

const PLAIN: u32 = 1;
const SEALED: u32 = 2;
const NOT_A_KEYRING: &str = "it is not a keyring";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyringFile {
    format: u32,
    /// What it is sealed under: a word of [`KeyringSeal::word`].
    #[serde(skip_serializing_if = "Option::is_none")]
    sealed_under: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    salt: Option<String>,
    master_key: String,
}

impl Drop for KeyringFile {
    fn drop(&mut self) {
        self.master_key.zeroize();
    }
}

/// The text of a keyring with this master key.
pub(super) fn write(
    path: &Path,
    master_key: &[u8; 32],
    seal: &KeyringSeal,
) -> Result<Zeroizing<Vec<u8>>, KeyServiceError> {
    let salt: [u8; SALT] = rand::random();
    let content = match derive(seal, &salt).map_err(|why| away(path, &why))? {
        None => KeyringFile {
            format: PLAIN,
            sealed_under: None,
            salt: None,
            master_key: STANDARD.encode(master_key),
        },
        Some(key) => KeyringFile {
            format: SEALED,
            sealed_under: Some(seal.word().to_owned()),
            salt: matches!(seal, KeyringSeal::Passphrase(_)).then(|| STANDARD.encode(salt)),
            master_key: seal_bytes(&cipher(&key), master_key, &associated(seal.word()))
                .map(|sealed| STANDARD.encode(sealed))
                .ok_or_else(|| away(path, "it cannot be sealed"))?,
        },
    };
    serde_json::to_vec_pretty(&content)
        .map(Zeroizing::new)
        .map_err(|error| away(path, &error.to_string()))
}

/// The master key in this text.
pub(super) fn read(
    path: &Path,
    text: &[u8],
    seal: &KeyringSeal,
) -> Result<KeyBytes, KeyServiceError> {
    let content: KeyringFile =
        serde_json::from_slice(text).map_err(|_| denied(path, NOT_A_KEYRING))?;
    let bytes = STANDARD
        .decode(&content.master_key)
        .map(Zeroizing::new)
        .map_err(|_| denied(path, NOT_A_KEYRING))?;
    let under = content.sealed_under.as_deref();
    match (content.format, under) {
        (PLAIN, None) if *seal == KeyringSeal::Nothing => {
            KeyBytes::of(&bytes).ok_or_else(|| denied(path, "its key is not 32 bytes long"))
        }
        (PLAIN, None) => Err(denied(
            path,
            "it is not sealed, though the configuration says so; seal it with: hufu keyring seal --config FILE",
        )),
        (SEALED, Some(under)) if under == seal.word() => {
            let salt = content.salt.as_deref().unwrap_or_default();
            let salt = STANDARD
                .decode(salt)
                .map_err(|_| denied(path, NOT_A_KEYRING))?;
            let key = derive(seal, &salt)
                .map_err(|why| away(path, &why))?
                .ok_or_else(|| denied(path, NOT_A_KEYRING))?;
            open_bytes(&cipher(&key), &bytes, &associated(under))
                .ok_or_else(|| denied(path, seal.wrong()))
        }
        (SEALED, Some(under)) => Err(denied(
            path,
            &format!(
                "it is sealed under a {under}; give that one in the configuration: keys.key_file or keys.passphrase"
            ),
        )),
        _ => Err(denied(path, "its format is unknown to this version")),
    }
}

fn associated(under: &str) -> String {
    format!("hufu/keyring/{SEALED}/{under}")
}
