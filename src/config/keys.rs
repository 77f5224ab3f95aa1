//! `[keys]`: where the master key is that wraps all others (S2). There is no keyless mode.

use std::{path::PathBuf, time::Duration};

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
    /// `keys.recheck_minutes`: how long keys are used before the key service is asked again. Disabling the master key stops
    /// Hufu within this time. At most 60.
    pub recheck: Duration,
}

impl KeysConfig {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let recheck = reader.number(
            "keys.recheck_minutes",
            5,
            1..=60,
            "minutes",
            "a master key that was disabled must stop Hufu soon",
        );
        Self {
            service: reader
                .choice("keys.service", None, [("local", KeyService::Local)])
                .unwrap_or(KeyService::Local),
            keyring: reader.required_path("keys.keyring"),
            recheck: Duration::from_secs(60 * u64::from(recheck)),
        }
    }
}
