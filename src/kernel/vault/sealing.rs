//! Sealing: parts and blind indexes of a batch of subjects, written keys first, then parts.
//!
//! A crash in between leaves keys without parts, which seal the same subject again later; nothing is ever left unsealed.

use std::{collections::HashMap, marker::PhantomData, sync::Arc};

use zeroize::Zeroizing;

use super::{
    Vault, VaultError,
    blob::{self, PartRef},
    data_keys::{DataKey, FIRST_VERSION, TTL},
    store::{self, DataKeyRow, NewIndex, NewPart},
    unwrapped_keys::{KeyServiceState, UnwrappedKeys},
};
use crate::{
    base::{
        clock::Timestamp,
        ids::{ExportId, RecordId, SubjectId},
    },
    kernel::{
        audit::EntryNumber,
        authz::{Changes, Receipt, Seals},
        parts::{BlobError, IndexedField, Part, Passphrase},
    },
};

/// A batch being sealed under one receipt; nothing is stored before [`store`](Self::store).
///
/// It borrows nothing, so that a large batch can be sealed on a blocking thread.
pub struct Sealing<P> {
    vault: Vault,
    entry: EntryNumber,
    permission: PhantomData<fn() -> P>,
    held: Arc<UnwrappedKeys>,
    begun: Timestamp,
    keys: HashMap<SubjectId, Arc<DataKey>>,
    new_keys: Vec<DataKeyRow>,
    parts: Vec<NewPart>,
    indexes: Vec<NewIndex>,
}

impl Vault {
    /// Starts a batch for these subjects, making a data key for each that has none.
    ///
    /// # Errors
    /// When the receipt does not name one of the subjects, one of them was erased, the key service is away, or a store
    /// refuses.
    pub async fn sealing<P: Changes>(
        &self,
        receipt: &Receipt<P>,
        subjects: &[SubjectId],
    ) -> Result<Sealing<P>, VaultError> {
        if subjects.iter().any(|subject| !receipt.covers(*subject)) {
            return Err(VaultError::NotCovered);
        }
        let inner = &self.inner;
        let begun = inner.keyring.clock.now();
        // Nothing is sealed under keys that were last checked too long ago, in a process without a timer neither.
        if self.condition() == KeyServiceState::Available && inner.keyring.is_due() {
            self.check().await?;
        }
        let mut keys = HashMap::with_capacity(subjects.len());
        let mut new_keys = Vec::new();
        if !subjects.is_empty() {
            let found = inner.data_keys.get(subjects).await?;
            if !found.away.is_empty() {
                return Err(VaultError::KeysAway);
            }
            for (subject, found) in found.keys {
                let newest = found.newest().ok_or(BlobError::Version)?;
                keys.insert(subject, Arc::clone(newest));
            }
            let erased = store::erased_among(inner.keyring.store.reader(), subjects).await?;
            if !erased.is_empty() {
                return Err(VaultError::Erased);
            }
        }
        let held = inner.keyring.held();
        let encryption_keys = held.encryption_keys.as_ref().ok_or(VaultError::KeysAway)?;
        for subject in subjects {
            if !keys.contains_key(subject) {
                let new = inner
                    .data_keys
                    .make(encryption_keys, *subject, FIRST_VERSION)?;
                keys.insert(*subject, new.key);
                new_keys.push(new.row);
            }
        }
        Ok(Sealing {
            vault: self.clone(),
            entry: receipt.number(),
            permission: PhantomData,
            held,
            begun,
            keys,
            new_keys,
            parts: Vec::new(),
            indexes: Vec::new(),
        })
    }
}

impl Vault {
    /// Throws an export's passphrase away, with the key it was sealed under: it was shown, or nobody needs it any more.
    pub async fn discard_passphrase<P: Changes + Seals<Passphrase>>(
        &self,
        _receipt: &Receipt<P>,
        export: ExportId,
    ) -> Result<(), VaultError> {
        let (subject, record) = (SubjectId::from(export), RecordId::from(export));
        self.inner.data_keys.destroy(subject).await?;
        let mut transaction = self.inner.vault.begin().await?;
        store::delete_part(&mut transaction, subject, record, Passphrase::NAME).await?;
        Ok(transaction.commit().await?)
    }
}

impl<P: Changes> Sealing<P> {
    /// Seals one part of a record.
    ///
    /// # Errors
    /// When the subject is not one of the batch's.
    pub fn part<T: Part>(
        &mut self,
        subject: impl Into<SubjectId>,
        record: impl Into<RecordId>,
        part: &T,
    ) -> Result<(), VaultError>
    where
        P: Seals<T>,
    {
        const {
            assert!(!P::DESCRIPTOR.seals.is_empty(), "declared to seal nothing");
        }
        let (subject, record) = (subject.into(), record.into());
        let key = self.keys.get(&subject).ok_or(VaultError::NotCovered)?;
        let plaintext = Zeroizing::new(serde_json::to_vec(part).map_err(|_| BlobError::Content)?);
        let part_ref = PartRef {
            subject,
            record,
            part: T::NAME,
        };
        let blob = blob::seal(&key.cipher, key.version, &part_ref, &plaintext)?;
        self.parts.push(NewPart {
            subject,
            record,
            part: T::NAME,
            blob,
        });
        Ok(())
    }

    /// Makes the subject findable by this value.
    pub fn index<F: IndexedField>(&mut self, subject: impl Into<SubjectId>, field: &F) {
        let subject = subject.into();
        let digests = self.held.indexes.as_ref();
        let digests = digests.map_or_else(Vec::new, |indexes| indexes.digests(field));
        self.indexes
            .extend(digests.into_iter().map(|(key_version, digest)| NewIndex {
                field: F::NAME,
                digest,
                key_version,
                subject,
            }));
    }

    /// Stores the batch.
    ///
    /// # Errors
    /// When a store refuses, a value to be found by already belongs to another subject ([`VaultError::Taken`]), or the batch
    /// was begun longer ago than a key may be kept ([`VaultError::Stale`]: its keys may be superseded since); then no part
    /// of the batch is stored.
    pub async fn store(mut self, now: Timestamp) -> Result<(), VaultError> {
        let inner = &self.vault.inner;
        let entry = self.entry;
        if inner.keyring.clock.now().since(self.begun) > TTL {
            return Err(VaultError::Stale);
        }
        if !self.new_keys.is_empty() {
            let mut transaction = inner.data_keys.begin().await?;
            store::insert_data_keys(&mut transaction, &self.new_keys, false, now, entry).await?;
            transaction.commit().await?;
        }
        self.indexes
            .sort_unstable_by_key(|index| (index.field, index.digest));
        let mut transaction = inner.vault.begin().await?;
        store::upsert_parts(&mut transaction, &self.parts, entry).await?;
        let stored = store::upsert_indexes(&mut transaction, &self.indexes, entry).await?;
        if stored < self.indexes.len() as u64 {
            return Err(VaultError::Taken);
        }
        Ok(transaction.commit().await?)
    }
}
