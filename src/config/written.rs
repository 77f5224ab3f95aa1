//! What the file says, as digests: so that a start can tell which settings changed since the one before, and say so by name.
//!
//! Owns the list of every setting's name. A digest of a secret never leaves the process as it is here: whoever keeps one keys it.

use std::{collections::BTreeMap, fmt};

use sha2::{Digest, Sha256};

/// Every setting, by its dotted name. A test compares them with those that are read.
pub const SETTINGS: &[&str] = &[
    "audit.archive_directory",
    "audit.ca_certificate",
    "audit.checkpoint_directory",
    "audit.checkpoint_hook",
    "audit.checkpoint_hook_token",
    "audit.checkpoint_minutes",
    "audit.name",
    "audit.retention_months",
    "audit.verify_hours",
    "audit.witness",
    "audit.witness_key",
    "data.directory",
    "demo",
    "envelope.key_days",
    "exports.directory",
    "exports.expiry_minutes",
    "exports.maximum_rows",
    "keys.alibaba.access_key_id",
    "keys.alibaba.access_key_secret",
    "keys.alibaba.ca_certificate",
    "keys.alibaba.endpoint",
    "keys.alibaba.foreign_region_reason",
    "keys.alibaba.key_id",
    "keys.alibaba.region",
    "keys.alibaba.security_token",
    "keys.key_file",
    "keys.keyring",
    "keys.openbao.address",
    "keys.openbao.ca_certificate",
    "keys.openbao.key",
    "keys.openbao.mount",
    "keys.openbao.namespace",
    "keys.openbao.role_id",
    "keys.openbao.secret_id",
    "keys.openbao.token",
    "keys.passphrase",
    "keys.recheck_minutes",
    "keys.service",
    "keys.timeout_seconds",
    "listen.back_office",
    "listen.form_seconds",
    "listen.operations",
    "listen.public_name",
    "listen.redirect",
    "listen.requests_per_second",
    "listen.trusted_proxies",
    "log.format",
    "log.level",
    "login.code_minutes",
    "login.code_tries",
    "login.resend_seconds",
    "login.second_factor_roles",
    "login.sends_per_address_hour",
    "login.sends_per_phone_day",
    "login.sends_per_phone_hour",
    "policy.directory",
    "sessions.absolute_minutes",
    "sessions.idle_minutes",
    "sms.gateway",
    "sms.outbox",
    "stores.audit.owner",
    "stores.audit.reader",
    "stores.audit.writer",
    "stores.business.owner",
    "stores.business.reader",
    "stores.business.writer",
    "stores.engine",
    "stores.keys.owner",
    "stores.keys.reader",
    "stores.keys.writer",
    "stores.vault.owner",
    "stores.vault.reader",
    "stores.vault.writer",
    "tls.certificate",
    "tls.private_key",
];

/// The settings that the file writes; what it leaves to the defaults is not among them.
#[derive(Clone, Default)]
pub struct Written {
    digests: BTreeMap<&'static str, [u8; 32]>,
    public: [u8; 32],
}

impl Written {
    /// Each written setting with the SHA-256 of its value, in the order of the names. The value of a secret is the secret
    /// itself, not the name of its variable.
    pub fn digests(&self) -> impl Iterator<Item = (&'static str, [u8; 32])> {
        self.digests.iter().map(|(name, digest)| (*name, *digest))
    }

    /// The SHA-256 of `name = value` lines of every written setting but the secrets, in the order of the names: whoever has
    /// the file can make it too.
    pub fn public(&self) -> [u8; 32] {
        self.public
    }
}

impl fmt::Debug for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Written({} settings)", self.digests.len())
    }
}

/// Collects what is read.
#[derive(Default)]
pub(super) struct Reading {
    values: BTreeMap<String, (String, bool)>,
}

impl Reading {
    /// Notes what the file says of a setting.
    pub(super) fn note(&mut self, setting: &str, value: &toml::Value) {
        let known = self.values.entry(setting.to_owned());
        known.or_insert_with(|| (value.to_string(), false));
    }

    /// Notes that a setting is a secret, and what it is.
    pub(super) fn note_secret(&mut self, setting: &str, value: &str) {
        let noted = (value.to_owned(), true);
        self.values.insert(setting.to_owned(), noted);
    }

    /// The digests.
    pub(super) fn written(&self) -> Written {
        let mut public = Sha256::new();
        let mut digests = BTreeMap::new();
        for (setting, (value, secret)) in &self.values {
            let Some(name) = SETTINGS.iter().find(|name| *name == setting) else {
                continue;
            };
            digests.insert(*name, Sha256::digest(value).into());
            if !secret {
                public.update(format!("{name} = {value}\n"));
            }
        }
        Written {
            digests,
            public: public.finalize().into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(values: &[(&str, &str, bool)]) -> Written {
        let mut reading = Reading::default();
        for (setting, value, secret) in values {
            reading.note(setting, &toml::Value::String("env:NAME".to_owned()));
            if *secret {
                reading.note_secret(setting, value);
            } else {
                reading.values.remove(*setting);
                reading.note(setting, &toml::Value::String((*value).to_owned()));
            }
        }
        reading.written()
    }

    #[test]
    fn a_secret_is_told_apart_and_not_in_the_public_digest() {
        let one = written(&[
            ("log.level", "info", false),
            ("keys.passphrase", "one", true),
        ]);
        let two = written(&[
            ("log.level", "info", false),
            ("keys.passphrase", "two", true),
        ]);
        let names: Vec<_> = one.digests().map(|(name, _)| name).collect();
        assert_eq!(names, ["keys.passphrase", "log.level"]);
        assert_eq!(one.public(), two.public());
        let expected: [u8; 32] = Sha256::digest("log.level = \"info\"\n").into();
        assert_eq!(one.public(), expected);
        let differing: Vec<_> = one
            .digests()
            .zip(two.digests())
            .filter(|(one, two)| one.1 != two.1)
            .map(|(one, _)| one.0)
            .collect();
        assert_eq!(differing, ["keys.passphrase"]);
    }
}
