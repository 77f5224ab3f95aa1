//! The vault: the only code that sees plaintext being made, and the only code that reaches the `vault` and `keys` stores.
//!
//! Owns: the sealed form, data keys, blind indexes and masking.
//! Must not: open anything without a [`Receipt`](crate::kernel::authz::Receipt) that names the subject, or write anything
//! unsealed.
//!
//! Keys: the key service's master key wraps the key-encryption keys (by version), these wrap one data key per subject,
//! and a data key seals that subject's parts. Destroying a data key erases the subject in every copy
//! ([`Vault::shred`]). Every key can be exchanged while people work ([`Rotation`]).

#![deny(clippy::wildcard_enum_match_arm)]

mod blob;
mod cipher;
mod data_keys;
mod envelope_key;
pub mod events;
mod index;
mod key_cache;
mod key_service;
mod keyring;
mod opening;
mod rotation;
mod sealed;
mod sealing;
mod shredding;
mod status;
mod store;
mod tombstone;
mod unwrapped_keys;
mod wrapping_keys;

pub use cipher::KeyBytes;
pub use key_service::{GeneratedKey, KeyService, KeyServiceError, MasterKeyFuture};
pub use rotation::{Rotation, Step};
pub use sealed::{Opened, Revealed, Sealed, Shown};
pub use sealing::Sealing;
pub use status::{KeyStatus, KeyVersion, RotationStatus};
pub(crate) use store::ALL_STATEMENTS;
pub use tombstone::Tombstone;
pub use unwrapped_keys::KeyServiceState;
pub use wrapping_keys::Purpose;

use std::{collections::HashMap, sync::Arc, time::Duration};

use crate::{
    base::{clock::Clock, ids::SubjectId},
    kernel::{
        authz::{Finds, Grant},
        db::Store,
        failure::Failure,
        parts::{BlobError, IndexedField},
    },
};
use keyring::Keyring;
use unwrapped_keys::UnwrappedKeys;

/// Why the vault could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    #[error("a vault store refused: {0}")]
    Database(#[from] sqlx::Error),
    /// The key service refused or is away.
    #[error(transparent)]
    KeyService(#[from] KeyServiceError),
    /// A sealed value does not open: it was altered, moved or sealed under another key.
    #[error("a sealed value does not open: {0}")]
    Blob(#[from] BlobError),
    /// The receipt does not name this subject, or records a denial.
    #[error("the receipt does not cover this subject")]
    NotCovered,
    /// A value to be found by already belongs to another subject.
    #[error("a value to be found by already belongs to another subject")]
    Taken,
    /// The key service is away or denies: nothing is revealed, sealed or, if it denies, found.
    #[error("the keys are not at hand: the key service is away or denies")]
    KeysAway,
    /// This subject was erased: nothing is sealed for them any more.
    #[error("this subject was erased")]
    Erased,
    /// A batch took longer to seal than a key may be kept: begin anew.
    #[error("the batch took longer than a key may be kept")]
    Stale,
    /// None of the stored key-encryption keys is for this.
    #[error("there is no key-encryption key for {}", .0.as_str())]
    NoWrappingKey(Purpose),
    /// A row speaks of something of this kind that this version does not know: a later one wrote it.
    #[error("a stored {0} is none that this version knows")]
    Unknown(&'static str),
    /// A rotation of this kind is under way, or somebody else has just begun one.
    #[error("a rotation of this kind is under way")]
    Rotating,
}

impl From<VaultError> for Failure {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::Database(error) => error.into(),
            VaultError::KeyService(error) => {
                tracing::error!(%error, "the key service did not answer");
                Self::Unavailable("the key service")
            }
            VaultError::NoWrappingKey(_) | VaultError::Unknown(_) => {
                tracing::error!(%error, "the keys store holds something else than expected");
                Self::Unavailable("the keys store")
            }
            VaultError::Taken | VaultError::Erased | VaultError::Rotating => Self::Conflict,
            VaultError::KeysAway => Self::Unavailable("the key service"),
            VaultError::Stale => Self::Unavailable("a batch was sealed too slowly"),
            VaultError::NotCovered => Self::Internal("a receipt did not cover its subject"),
            VaultError::Blob(error) => {
                tracing::error!(%error, "a sealed value does not open");
                Self::Internal("a sealed value does not open")
            }
        }
    }
}

/// Seals, opens, masks and finds.
#[derive(Clone)]
pub struct Vault {
    inner: Arc<Inner>,
}

struct Inner {
    vault: Store,
    keyring: Arc<Keyring>,
    data_keys: data_keys::DataKeys,
}

impl Vault {
    /// Opens the vault on its two stores, making the first key-encryption keys if there are none.
    ///
    /// `recheck` is how long keys are used before the key service is asked again.
    ///
    /// # Errors
    /// When a store refuses, the key service is away or its master key is not the one these keys were wrapped with.
    pub async fn open(
        vault: Store,
        keys: Store,
        service: Arc<dyn KeyService>,
        clock: Clock,
        recheck: Duration,
    ) -> Result<Self, VaultError> {
        let keyring = Arc::new(Keyring::open(keys, service, clock, recheck).await?);
        let inner = Inner {
            vault,
            data_keys: data_keys::DataKeys::new(Arc::clone(&keyring)),
            keyring,
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// How the vault stands with the key service.
    pub fn condition(&self) -> KeyServiceState {
        self.inner.keyring.held().condition
    }

    /// Whether it is time to [`check`](Self::check) again; always, while the keys are not at hand.
    pub fn is_check_due(&self) -> bool {
        self.condition() != KeyServiceState::Available || self.inner.keyring.is_due()
    }

    /// How long ago the key service last unwrapped all keys.
    pub fn check_age(&self) -> Duration {
        self.inner.keyring.check_age()
    }

    /// Unwrapped data keys that are kept at the moment.
    pub fn cached_data_keys(&self) -> u64 {
        self.inner.data_keys.cached()
    }

    /// Wipes the unwrapped data keys whose time is over. On a quiet day nothing else does.
    pub fn evict(&self) {
        self.inner.data_keys.evict();
    }

    /// Asks the key service to unwrap the keys again, and gives how we stand now. It needs no receipt: nothing opens by it
    /// that did not before the key service was away or denied, and keys must be dropped also while the log is away.
    ///
    /// # Errors
    /// When the `keys` store refuses; then nothing changed.
    pub async fn check(&self) -> Result<KeyServiceState, VaultError> {
        let condition = self.inner.keyring.check().await?;
        if condition == KeyServiceState::Denied {
            self.inner.data_keys.forget_all();
        }
        Ok(condition)
    }

    /// How the vault stands, if the log does not know it yet.
    pub fn unentered_condition(&self) -> Option<KeyServiceState> {
        let condition = self.condition();
        (*self.inner.keyring.recorded() != condition).then_some(condition)
    }

    /// The log knows it now.
    pub fn condition_entered(&self, condition: KeyServiceState) {
        *self.inner.keyring.recorded() = condition;
    }

    /// The subject with exactly this value in this field, if any. Opens nothing.
    pub async fn find<P, F>(
        &self,
        grant: &Grant<P>,
        field: &F,
    ) -> Result<Option<SubjectId>, VaultError>
    where
        P: Finds<F>,
        F: IndexedField,
    {
        let found = self.find_all(grant, std::slice::from_ref(field)).await?;
        Ok(found.first().copied().flatten())
    }

    /// The subjects that have one of these values, by position in `fields`.
    ///
    /// # Errors
    /// When the store refuses, or the key service denies.
    pub async fn find_all<P, F>(
        &self,
        _grant: &Grant<P>,
        fields: &[F],
    ) -> Result<Vec<Option<SubjectId>>, VaultError>
    where
        P: Finds<F>,
        F: IndexedField,
    {
        const {
            assert!(!P::DESCRIPTOR.finds.is_empty(), "declared to find nobody");
        }
        let held = self.inner.keyring.held();
        let indexes = held.indexes.as_ref().ok_or(VaultError::KeysAway)?;
        let digests: Vec<_> = fields.iter().map(|field| indexes.digests(field)).collect();
        let all: Vec<[u8; 32]> = digests
            .iter()
            .flatten()
            .map(|(_, digest)| *digest)
            .collect();
        let found: HashMap<Vec<u8>, SubjectId> =
            store::find_subjects(self.inner.vault.reader(), F::NAME, &all)
                .await?
                .into_iter()
                .collect();
        let subject = |(_, digest): &(i64, [u8; 32])| found.get(digest.as_slice()).copied();
        Ok(digests
            .iter()
            .map(|versions| versions.iter().find_map(subject))
            .collect())
    }

    /// A keyed digest of a value, for counting and comparing without keeping it: sends per phone, codes.
    ///
    /// The key is one of its own, which no rotation changes, and never leaves the vault, so that a thief of the digests
    /// cannot try all values.
    pub fn fingerprint(&self, purpose: &'static str, value: &[u8]) -> [u8; 32] {
        self.held().fingerprints.keyed(purpose, value)
    }

    fn held(&self) -> Arc<UnwrappedKeys> {
        self.inner.keyring.held()
    }
}
