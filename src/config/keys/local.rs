//! `keys.service = "local"`: a keyring file, and what its master key is sealed under.

use std::path::{Path, PathBuf};

use crate::settings::{Reader, Secret, kinds::environment};

/// A passphrase that opens everything is guessed offline by whoever has the keyring.
const PASSPHRASE_LENGTH: usize = 16;

crate::settings! {
    pub(super) struct LocalSection in "keys" {
        /// Only with service = "local": the keyring file, mode 0600. Keep a copy elsewhere: without it nothing sealed can ever be opened again.
        keyring: PathBuf = "keyring", required("keyring.json", path);
        /// What the keyring is sealed under: a file of 32 random bytes, mode 0600, outside data.directory and best on another disk, or a
        /// passphrase of 16 characters or more from the environment. One of the two is required, except in a demonstration.
        key_file: Option<PathBuf> = "key_file", optional("/etc/hufu/keyring.key", path, "");
        /// The passphrase, instead of key_file.
        passphrase: Option<Secret> = "passphrase", optional("env:HUFU_KEYRING_PASSPHRASE", long_enough, "");
    }
}

/// A keyring file on this machine.
#[derive(Debug, Clone)]
pub struct LocalConfig {
    /// `keys.keyring`: the keyring file, absolute.
    pub keyring: PathBuf,
    /// `keys.key_file` or `keys.passphrase`.
    pub seal: KeyringSeal,
}

/// What the master key in the keyring is sealed under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyringSeal {
    /// Nothing: whoever reads the keyring has the master key. Only for demonstrations.
    Nothing,
    /// A file of 32 random bytes, outside the data folder; absolute.
    KeyFile(PathBuf),
    /// A passphrase, from the environment.
    Passphrase(Secret),
}

impl LocalConfig {
    pub(super) fn read(reader: &mut Reader<'_>, demo: bool) -> Self {
        let before = reader.problem_count();
        let LocalSection {
            keyring,
            key_file,
            passphrase,
        } = LocalSection::read(reader);
        let nothing_wrong = reader.problem_count() == before;
        if let Some(file) = &key_file {
            check_key_file(reader, file, &keyring);
        }
        let seal = match (key_file, passphrase) {
            (Some(_), Some(passphrase)) => {
                reader.problem(
                    "keys.passphrase",
                    "is one too many beside keys.key_file: the keyring is sealed under one of the two",
                );
                KeyringSeal::Passphrase(passphrase)
            }
            (Some(file), None) => KeyringSeal::KeyFile(file),
            (None, Some(passphrase)) => KeyringSeal::Passphrase(passphrase),
            (None, None) => {
                if !demo && nothing_wrong {
                    reader.problem("keys.key_file", PLAIN);
                }
                KeyringSeal::Nothing
            }
        };
        Self { keyring, seal }
    }
}

fn long_enough(reader: &mut Reader<'_>, setting: &'static str, text: String) -> Option<Secret> {
    let passphrase = environment(reader, setting, text)?;
    if passphrase.expose().chars().count() < PASSPHRASE_LENGTH {
        reader.problem(
            setting,
            format!("is too short: give it {PASSPHRASE_LENGTH} characters or more"),
        );
    }
    Some(passphrase)
}

const PLAIN: &str = "is missing, and so is keys.passphrase: the keyring would not be sealed, which only a demonstration may. \
                     Write one of the two; a keyring that is there already is sealed by `hufu keyring seal`";

fn check_key_file(reader: &mut Reader<'_>, file: &Path, keyring: &Path) {
    if file.starts_with(reader.data_directory()) {
        reader.problem(
            "keys.key_file",
            "is inside data.directory: a thief or a backup of that folder would have the key too; put it elsewhere",
        );
    } else if file == keyring {
        reader.problem("keys.key_file", "is the keyring itself; name another file");
    }
}
