//! `[keys]`: where the master key is that wraps all others (S2). There is no keyless mode.
//!
//! Settings of a service that was not chosen are refused: whoever reads the file must see where the master key is. Secrets are
//! taken from the environment only.

mod alibaba;
mod local;
mod openbao;

use std::{path::Path, time::Duration};

pub use self::{
    alibaba::AlibabaConfig,
    local::{KeyringSeal, LocalConfig},
    openbao::{OpenBaoConfig, OpenBaoLogin},
};
use super::reader::Reader;

/// What keeps the master key.
#[derive(Debug, Clone)]
pub enum KeyService {
    /// A keyring file on this machine, mode 0600.
    Local(LocalConfig),
    /// The transit engine of an OpenBao server.
    OpenBao(OpenBaoConfig),
    /// Key Management Service of Alibaba Cloud.
    Alibaba(AlibabaConfig),
}

/// Where the master key is.
#[derive(Debug, Clone)]
pub struct KeysConfig {
    /// `keys.service` and its settings.
    pub service: KeyService,
    /// `keys.recheck_minutes`: how long keys are used before the key service is asked again. Disabling the master key stops
    /// Hufu within this time. At most 60.
    pub recheck: Duration,
    /// `keys.timeout_seconds`: how long one answer of a key service elsewhere may take.
    pub timeout: Duration,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Local,
    OpenBao,
    Alibaba,
}

impl KeysConfig {
    pub(super) fn read(reader: &mut Reader<'_>, data_directory: &Path, demo: bool) -> Self {
        let chosen = reader.choice(
            "keys.service",
            None,
            [
                ("local", Kind::Local),
                ("openbao", Kind::OpenBao),
                ("alibaba", Kind::Alibaba),
            ],
        );
        let kind = chosen.unwrap_or(Kind::Local);
        for (other, settings) in [
            (Kind::Local, local::SETTINGS),
            (Kind::OpenBao, openbao::SETTINGS),
            (Kind::Alibaba, alibaba::SETTINGS),
        ] {
            if other != kind {
                refuse_unused(reader, settings, chosen.is_some());
            }
        }
        let recheck = reader.number(
            "keys.recheck_minutes",
            5,
            1..=60,
            "minutes",
            "a master key that was disabled must stop Hufu soon",
        );
        Self {
            recheck: Duration::from_secs(60 * u64::from(recheck)),
            service: match kind {
                Kind::Local => KeyService::Local(LocalConfig::read(reader, data_directory, demo)),
                Kind::OpenBao => KeyService::OpenBao(OpenBaoConfig::read(reader)),
                Kind::Alibaba => KeyService::Alibaba(AlibabaConfig::read(reader)),
            },
            timeout: Duration::from_secs(
                reader
                    .number(
                        "keys.timeout_seconds",
                        5,
                        1..=60,
                        "seconds",
                        "three tries of it hold up a start",
                    )
                    .into(),
            ),
        }
    }
}

fn refuse_unused(reader: &mut Reader<'_>, settings: &[&str], chosen: bool) {
    for setting in settings {
        if chosen && reader.is_written(setting) {
            reader.problem(
                setting,
                "belongs to another key service than keys.service names; remove it",
            );
        }
    }
    let settings: Vec<String> = settings
        .iter()
        .map(|setting| (*setting).to_owned())
        .collect();
    reader.skip(&settings);
}
