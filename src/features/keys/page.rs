//! What the page of keys reads.

use askama::Template;

use crate::{
    base::clock::Timestamp,
    kernel::{
        http::Shell,
        vault::{Condition, KeyStatus, KeyVersion, Purpose, Rotation, RotationStatus},
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
            Condition::Open => ("good", "keyring.open"),
            Condition::Away => ("waiting", "keyring.away"),
            Condition::Denied => ("bad", "keyring.denied"),
        }
    }

    /// What the condition means for who works here.
    fn meaning(&self) -> &'static str {
        match self.status.condition {
            Condition::Open => "keyring.open_help",
            Condition::Away => "keyring.away_help",
            Condition::Denied => "keyring.denied_help",
        }
    }

    /// Whole days since then.
    fn days(&self, since: &Timestamp) -> u64 {
        self.now.since(*since).as_secs() / 86_400
    }

    fn purpose(&self, version: &KeyVersion) -> &'static str {
        match version.purpose {
            Purpose::DataKeys => "keyring.data_keys",
            Purpose::BlindIndexes => "keyring.blind_indexes",
            Purpose::Fingerprints => "keyring.fingerprints",
        }
    }

    /// How a version stands: in use, still needed, or waiting to be deleted.
    fn standing(&self, version: &KeyVersion) -> (&'static str, &'static str) {
        match (version.is_newest, version.retired_at) {
            (true, _) => ("good", "keyring.in_use"),
            (false, None) => ("going", "keyring.superseded"),
            (false, Some(_)) => ("quiet", "keyring.retired"),
        }
    }

    fn rotation(&self, rotation: &RotationStatus) -> &'static str {
        match rotation.rotation {
            Rotation::Wrapping => "keyring.rotation_wrapping",
            Rotation::Data => "keyring.rotation_data",
            Rotation::Index => "keyring.rotation_index",
        }
    }

    fn progress(&self, rotation: &RotationStatus) -> (&'static str, &'static str) {
        match (rotation.turned_at, rotation.finished_at) {
            (_, Some(_)) => ("quiet", "keyring.finished"),
            (Some(_), None) => ("good", "keyring.turned"),
            (None, None) => ("going", "keyring.going"),
        }
    }
}
