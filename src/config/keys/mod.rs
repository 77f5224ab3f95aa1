//! `[keys]`: where the master key is that wraps all others (S2). There is no keyless mode.
//!
//! Settings of a service that was not chosen are refused: whoever reads the file must see where the master key is. Secrets are
//! taken from the environment only.

mod alibaba;
mod local;
mod openbao;

use std::time::Duration;

pub use self::{
    alibaba::AlibabaConfig,
    local::{KeyringSeal, LocalConfig},
    openbao::{OpenBaoConfig, OpenBaoLogin},
};
use self::{local::LocalSection, openbao::OpenBaoSection};
use crate::settings::{Reader, Section};

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

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    Local,
    OpenBao,
    Alibaba,
}

const SOON: &str = "a master key that was disabled must stop Hufu soon";
const TRIES: &str = "three tries of it hold up a start";

crate::settings! {
    pub(super) struct KeysSection in "keys" {
        /// What keeps the master key: "local", a keyring file on this machine; "openbao", the transit engine of an OpenBao server;
        /// "alibaba", Key Management Service of Alibaba Cloud. Choose before there is data: keys wrapped by one do not open with another.
        service: Named = "service", required_choice(
            ("local", Named::Local),
            &[("openbao", Named::OpenBao), ("alibaba", Named::Alibaba)],
        );
        /// Seconds that one answer of an OpenBao server or of Alibaba Cloud may take; three are tried.
        timeout: Duration = "timeout_seconds", seconds(5, 1..=60, TRIES);
        /// Minutes after which the key service is asked again whether the keys may still be used.
        recheck: Duration = "recheck_minutes", minutes(5, 1..=60, SOON);
    }
}

/// The sections, in the order of a new file.
pub(super) const SECTIONS: [Section; 4] = [
    KeysSection::SECTION,
    LocalSection::SECTION,
    OpenBaoSection::SECTION,
    AlibabaConfig::SECTION,
];

impl KeysConfig {
    pub(super) fn read(reader: &mut Reader<'_>, demo: bool) -> Self {
        let before = reader.problem_count();
        let section = KeysSection::read(reader);
        if reader.problem_count() == before {
            for (named, other) in [
                (Named::Local, LocalSection::SECTION),
                (Named::OpenBao, OpenBaoSection::SECTION),
                (Named::Alibaba, AlibabaConfig::SECTION),
            ] {
                if named != section.service {
                    let message =
                        "belongs to another key service than keys.service names; remove it";
                    reader.refuse_written(other.settings, message);
                }
            }
        }
        Self {
            recheck: section.recheck,
            timeout: section.timeout,
            service: match section.service {
                Named::Local => KeyService::Local(LocalConfig::read(reader, demo)),
                Named::OpenBao => KeyService::OpenBao(OpenBaoConfig::read(reader)),
                Named::Alibaba => KeyService::Alibaba(AlibabaConfig::checked(reader)),
            },
        }
    }
}
