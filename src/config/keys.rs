//! `[keys]`: where the master key is that wraps all others (S2). There is no keyless mode.

use std::path::PathBuf;

use super::reader::Reader;

/// What keeps the master key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyService {
    /// A keyring file on this machine, mode 0600.
    Local,
}

/// Where the master key is.
#[derive(Debug, Clone)]
pub struct KeysConfig {
    /// `keys.service`.
    pub service: KeyService,
    /// `keys.keyring`: the keyring file, absolute.
    pub keyring: PathBuf,
}

impl KeysConfig {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            service: reader
                .choice("keys.service", None, [("local", KeyService::Local)])
                .unwrap_or(KeyService::Local),
            keyring: reader.required_path("keys.keyring"),
        }
    }
}
