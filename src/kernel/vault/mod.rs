//! The vault: the only code that sees plaintext being made, and the only code that reaches the `vault` and `keys` stores.
//!
//! Owns: the parts of personal data, the sealed form, data keys, blind indexes and masking.
//! Must not: open anything without a [`Receipt`](crate::kernel::authz::Receipt) that names the subject, or write anything
//! unsealed.
//!
//! Keys: the key service's master key wraps the wrapping keys (by version), these wrap one data key per subject, and a
//! data key seals that subject's parts. Destroying a data key erases the subject in every copy.

mod blob;
mod cipher;
mod data_keys;
mod envelope_key;
mod index;
mod key_service;
mod opening;
mod parts;
mod sealing;
mod store;
mod wrapping_keys;

pub use blob::BlobError;
pub use envelope_key::EnvelopeKey;
pub use index::{Document, IndexedField, StaffPhone, TravellerPhone};
pub use key_service::{GeneratedKey, KeyService, KeyServiceError, MasterKeyFuture};
pub use opening::{Revealed, Sealed, Shown};
pub use parts::{
    Contact, Identity, Itinerary, MaskedContact, MaskedIdentity, MaskedItinerary, Part, Passphrase,
    SecretText,
};
pub use sealing::Sealing;
pub(crate) use store::ALL_STATEMENTS;

use std::{collections::HashMap, sync::Arc};

use crate::{
    base::{clock::Timestamp, ids::SubjectId},
    kernel::{
        authz::{Finds, Grant},
        db::Store,
    },
};
use wrapping_keys::Purpose;

/// Why the vault could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// A store refused.
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
    /// The wrapping keys are of another key service: the wrong keyring.
    #[error("the keys of this data cannot be unwrapped: is this the right keyring? ({0})")]
    WrongKeyring(BlobError),
}

/// Seals, opens, masks and finds.
#[derive(Clone)]
pub struct Vault {
    inner: Arc<Inner>,
}

struct Inner {
    vault: Store,
    data_keys: data_keys::DataKeys,
    index: index::Index,
}

impl Vault {
    /// Opens the vault on its two stores, making the first wrapping keys if there are none.
    ///
    /// # Errors
    /// When a store refuses, the key service is away or its master key is not the one these keys were wrapped with.
    pub async fn open(
        vault: Store,
        keys: Store,
        service: &dyn KeyService,
        now: Timestamp,
    ) -> Result<Self, VaultError> {
        let data = wrapping_keys::load(&keys, service, Purpose::DataKeys, now).await?;
        let index = wrapping_keys::load(&keys, service, Purpose::BlindIndexes, now).await?;
        let inner = Inner {
            vault,
            data_keys: data_keys::DataKeys::new(keys, data),
            index: index::Index::new(&index).map_err(|_| BlobError::Content)?,
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// The subject with exactly this value in this field, if any. Opens nothing.
    ///
    /// # Errors
    /// When the store refuses.
    pub async fn find<P, F>(
        &self,
        _grant: &Grant<P>,
        field: &F,
    ) -> Result<Option<SubjectId>, VaultError>
    where
        P: Finds<F>,
        F: IndexedField,
    {
        let digest = self.inner.index.digest(field);
        Ok(store::find_subject(self.inner.vault.reader(), F::NAME, &digest).await?)
    }

    /// The subjects that have one of these values, by position in `fields`.
    ///
    /// # Errors
    /// When the store refuses.
    pub async fn find_all<P, F>(
        &self,
        _grant: &Grant<P>,
        fields: &[F],
    ) -> Result<Vec<Option<SubjectId>>, VaultError>
    where
        P: Finds<F>,
        F: IndexedField,
    {
        let digests: Vec<_> = fields
            .iter()
            .map(|field| self.inner.index.digest(field))
            .collect();
        let found: HashMap<Vec<u8>, SubjectId> =
            store::find_subjects(self.inner.vault.reader(), F::NAME, &digests)
                .await?
                .into_iter()
                .collect();
        Ok(digests
            .iter()
            .map(|digest| found.get(digest.as_slice()).copied())
            .collect())
    }

    /// A keyed digest of a value, for counting and comparing without keeping it: sends per phone, codes.
    ///
    /// The key never leaves the vault, so that a thief of the digests cannot try all values.
    pub fn fingerprint(&self, purpose: &'static str, value: &[u8]) -> [u8; 32] {
        self.inner.index.keyed(purpose, value)
    }
}
