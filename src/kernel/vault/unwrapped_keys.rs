//! The keys that are unwrapped now: which of them there are, and what is left of them when the key service is away or denies.

use std::collections::BTreeMap;

use super::{
    VaultError,
    cipher::Cipher,
    index::{Index, Indexes},
    wrapping_keys::{KeyEncryptionKey, Purpose},
};
use crate::{base::clock::Timestamp, kernel::parts::BlobError};

/// How the vault stands with the key service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyServiceState {
    /// The key service unwraps: everything works.
    Available,
    /// It cannot be reached. What is cached is shown masked until its time is over; nothing is revealed or sealed.
    Unavailable,
    /// It denies, or the master key is disabled: nothing opens.
    Denied,
}

impl KeyServiceState {
    /// The word in health answers and entries.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Available => "open",
            Self::Unavailable => "away",
            Self::Denied => "denied",
        }
    }
}

/// The keys that wrap data keys, by version. Wiped on drop, with the ciphers in it.
pub(super) struct KeyEncryptionKeys {
    ciphers: BTreeMap<i64, Cipher>,
    newest: i64,
}

impl KeyEncryptionKeys {
    /// The version under which new data keys are wrapped.
    pub fn newest(&self) -> (i64, Option<&Cipher>) {
        (self.newest, self.ciphers.get(&self.newest))
    }

    pub fn of(&self, version: i64) -> Option<&Cipher> {
        self.ciphers.get(&version)
    }
}

/// Everything that is held unwrapped at one time; replaced as a whole.
pub(super) struct UnwrappedKeys {
    /// Absent while the key service is away or denies.
    pub encryption_keys: Option<KeyEncryptionKeys>,
    /// Absent while it denies: it opens nothing, but it finds people.
    pub indexes: Option<Indexes>,
    /// Always there: it opens nothing and finds nobody, it only compares.
    pub fingerprints: Index,
    /// How we stand with the key service.
    pub condition: KeyServiceState,
    pub since: Timestamp,
    /// When the key service last unwrapped all of it.
    pub checked_at: Timestamp,
}

impl UnwrappedKeys {
    /// Sorts freshly unwrapped keys by their purpose.
    pub fn sort(
        keys: &[KeyEncryptionKey],
        since: Timestamp,
        now: Timestamp,
    ) -> Result<Self, VaultError> {
        let of = |purpose| keys.iter().filter(move |key| key.purpose == purpose);
        let ciphers: BTreeMap<_, _> = of(Purpose::DataKeys)
            .map(|key| (key.version, Cipher::new(&key.key)))
            .collect();
        let (newest, _) = ciphers
            .last_key_value()
            .ok_or(VaultError::NoWrappingKey(Purpose::DataKeys))?;
        let fingerprints = of(Purpose::Fingerprints).next_back();
        let fingerprints = fingerprints.ok_or(VaultError::NoWrappingKey(Purpose::Fingerprints))?;
        Ok(Self {
            encryption_keys: Some(KeyEncryptionKeys {
                newest: *newest,
                ciphers,
            }),
            indexes: Some(Indexes::new(of(Purpose::BlindIndexes))?),
            fingerprints: Index::new(&fingerprints.key).map_err(|_| BlobError::Content)?,
            condition: KeyServiceState::Available,
            since,
            checked_at: now,
        })
    }

    /// What is left when the key service does not unwrap any more.
    pub fn closed(&self, condition: KeyServiceState, now: Timestamp) -> Self {
        Self {
            encryption_keys: None,
            indexes: match condition {
                KeyServiceState::Denied => None,
                KeyServiceState::Available | KeyServiceState::Unavailable => self.indexes.clone(),
            },
            fingerprints: self.fingerprints.clone(),
            condition,
            since: if self.condition == condition {
                self.since
            } else {
                now
            },
            checked_at: self.checked_at,
        }
    }
}
