//! What the file says, as digests: so that a start can tell which settings changed since the one before, and say so by name.
//!
//! A digest of a secret never leaves the process as it is here: whoever keeps one keys it.

use std::{collections::BTreeMap, fmt};

use sha2::{Digest, Sha256};

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
    values: BTreeMap<&'static str, (String, bool)>,
}

impl Reading {
    /// Notes what the file says of a setting.
    pub(super) fn note(&mut self, setting: &'static str, value: &toml::Value) {
        let known = self.values.entry(setting);
        known.or_insert_with(|| (value.to_string(), false));
    }

    /// Notes that a setting is a secret, and what it is.
    pub(super) fn note_secret(&mut self, setting: &'static str, value: &str) {
        let noted = (value.to_owned(), true);
        self.values.insert(setting, noted);
    }

    /// The digests.
    pub(super) fn written(&self) -> Written {
        let mut public = Sha256::new();
        let mut digests = BTreeMap::new();
        for (name, (value, secret)) in &self.values {
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

    fn written(values: &[(&'static str, &str, bool)]) -> Written {
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
