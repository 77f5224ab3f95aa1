//! `keys.service = "local"`: a keyring file, and what its master key is sealed under.

use std::path::{Path, PathBuf};

use super::super::{Secret, reader::Reader};

pub(super) const SETTINGS: &[&str] = &["keys.keyring", "keys.key_file", "keys.passphrase"];

/// A passphrase that opens everything is guessed offline by whoever has the keyring.
const PASSPHRASE_LENGTH: usize = 16;

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
    pub(super) fn read(reader: &mut Reader<'_>, data_directory: &Path, demo: bool) -> Self {
        let keyring = reader.required_path("keys.keyring");
        let before = reader.problem_count();
        let key_file = reader.optional_path("keys.key_file");
        let passphrase = reader.environment_secret("keys.passphrase");
        if let Some(file) = &key_file {
            check_key_file(reader, file, &keyring, data_directory);
        }
        if let Some(passphrase) = &passphrase
            && passphrase.expose().chars().count() < PASSPHRASE_LENGTH
        {
            reader.problem(
                "keys.passphrase",
                format!("is too short: give it {PASSPHRASE_LENGTH} characters or more"),
            );
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
                if !demo && reader.problem_count() == before {
                    reader.problem("keys.key_file", PLAIN);
                }
                KeyringSeal::Nothing
            }
        };
        Self { keyring, seal }
    }
}

const PLAIN: &str = "is missing, and so is keys.passphrase: the keyring would not be sealed, which only a demonstration may. \
                     Write one of the two; a keyring that is there already is sealed by `hufu keyring seal`";

fn check_key_file(reader: &mut Reader<'_>, file: &Path, keyring: &Path, data_directory: &Path) {
    if file.starts_with(data_directory) {
        reader.problem(
            "keys.key_file",
            "is inside data.directory: a thief or a backup of that folder would have the key too; put it elsewhere",
        );
    } else if file == keyring {
        reader.problem("keys.key_file", "is the keyring itself; name another file");
    }
}
