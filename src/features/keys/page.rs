//! What the page of keys reads.

use askama::Template;

use crate::{
    base::clock::Timestamp,
    i18n::key,
    kernel::{
        http::Shell,
        vault::{KeyServiceState, KeyStatus, KeyVersion, Purpose, Rotation, RotationStatus},
    },
};

/// `keys/page.html`
#[derive(Template)]
#[template(path = "keys/page.html")]
pub(super) struct KeysPage {
    shell: Shell,
    status: KeyStatus,
    now: Timestamp,
}

impl KeysPage {
    pub fn new(shell: Shell, status: KeyStatus, now: Timestamp) -> Self {
        Self { shell, status, now }
    }

    /// How the condition looks and what it is called.
    fn condition(&self) -> (&'static str, &'static str) {
        match self.status.condition {
            KeyServiceState::Available => ("good", key::KEYRING_OPEN),
            KeyServiceState::Unavailable => ("waiting", key::KEYRING_AWAY),
            KeyServiceState::Denied => ("bad", key::KEYRING_DENIED),
        }
    }

    /// What the condition means for who works here.
    fn meaning(&self) -> &'static str {
        match self.status.condition {
            KeyServiceState::Available => key::KEYRING_OPEN_HELP,
            KeyServiceState::Unavailable => key::KEYRING_AWAY_HELP,
            KeyServiceState::Denied => key::KEYRING_DENIED_HELP,
        }
    }

    fn days(&self, since: &Timestamp) -> u64 {
        self.now.since(*since).as_secs() / 86_400
    }

    fn purpose(&self, version: &KeyVersion) -> &'static str {
        match version.purpose {
            Purpose::DataKeys => key::KEYRING_DATA_KEYS,
            Purpose::BlindIndexes => key::KEYRING_BLIND_INDEXES,
            Purpose::Fingerprints => key::KEYRING_FINGERPRINTS,
        }
    }

    /// How a version stands: in use, still needed, or waiting to be deleted.
    fn state(&self, version: &KeyVersion) -> (&'static str, &'static str) {
        match (version.is_newest, version.retired_at) {
            (true, _) => ("good", key::KEYRING_IN_USE),
            (false, None) => ("going", key::KEYRING_SUPERSEDED),
            (false, Some(_)) => ("quiet", key::KEYRING_RETIRED),
        }
    }

    fn rotation(&self, rotation: &RotationStatus) -> &'static str {
        match rotation.rotation {
            Rotation::Wrapping => key::KEYRING_ROTATION_WRAPPING,
            Rotation::Data => key::KEYRING_ROTATION_DATA,
            Rotation::Index => key::KEYRING_ROTATION_INDEX,
        }
    }

    fn progress(&self, rotation: &RotationStatus) -> (&'static str, &'static str) {
        match (rotation.turned_at, rotation.finished_at) {
            (_, Some(_)) => ("quiet", key::KEYRING_FINISHED),
            (Some(_), None) => ("good", key::KEYRING_TURNED),
            (None, None) => ("going", key::KEYRING_GOING),
        }
    }
}
