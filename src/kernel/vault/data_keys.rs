//! One data key per subject: made, wrapped, unwrapped and kept for a while in a bounded cache.

use std::{collections::HashMap, sync::Arc, time::Duration};

use super::{
    VaultError,
    blob::{self, Place},
    cipher::{self, Cipher, KeyBytes},
    store,
    wrapping_keys::WrappingKey,
};
use crate::{
    base::{clock::Timestamp, ids::SubjectId},
    kernel::db::{Store, Transaction},
};

/// An unwrapped data key.
pub(super) struct DataKey {
    pub version: u32,
    pub cipher: Cipher,
}

/// A new data key, not yet stored.
pub(super) struct NewDataKey {
    pub subject: SubjectId,
    pub key: Arc<DataKey>,
    wrapped: Vec<u8>,
}

/// Keys kept unwrapped at most; an export of millions must not hold millions.
const CACHED: u64 = 20_000;
/// How long an unwrapped key is kept.
const KEPT: Duration = Duration::from_secs(300);
const FIRST_VERSION: u32 = 1;
/// The name a wrapped data key is bound to.
const PART: &str = "data_key";

pub(super) struct DataKeys {
    store: Store,
    wrapping: Cipher,
    wrapping_version: i64,
    cache: moka::sync::Cache<SubjectId, Arc<DataKey>>,
}

impl DataKeys {
    pub(super) fn new(store: Store, wrapping: WrappingKey) -> Self {
        Self {
            store,
            wrapping: Cipher::new(&wrapping.key),
            wrapping_version: wrapping.version,
            cache: moka::sync::Cache::builder()
                .max_capacity(CACHED)
                .time_to_live(KEPT)
                .build(),
        }
    }

    /// The keys of these subjects. A subject without a key is absent: never sealed, or erased.
    ///
    /// Keys of large sets are not cached: an export would wash out everybody else's.
    pub(super) async fn get(
        &self,
        subjects: &[SubjectId],
    ) -> Result<HashMap<SubjectId, Arc<DataKey>>, VaultError> {
        let mut found = HashMap::with_capacity(subjects.len());
        let mut missing = Vec::new();
        for subject in subjects {
            match self.cache.get(subject) {
                Some(key) => drop(found.insert(*subject, key)),
                None => missing.push(*subject),
            }
        }
        if missing.is_empty() {
            return Ok(found);
        }
        let keep = missing.len() <= 100;
        for row in store::data_keys(self.store.reader(), &missing).await? {
            let key = Arc::new(self.unwrap(&row)?);
            if keep {
                self.cache.insert(row.subject_id, Arc::clone(&key));
            }
            found.insert(row.subject_id, key);
        }
        Ok(found)
    }

    /// Makes a new key for `subject`.
    pub(super) fn make(&self, subject: SubjectId) -> Result<NewDataKey, VaultError> {
        let key: KeyBytes = cipher::random_key();
        let place = Place {
            subject,
            record: subject_record(subject),
            part: PART,
        };
        let wrapped = blob::seal(
            &self.wrapping,
            version_number(self.wrapping_version),
            &place,
            &key[..],
        )?;
        let key = Arc::new(DataKey {
            version: FIRST_VERSION,
            cipher: Cipher::new(&key),
        });
        Ok(NewDataKey {
            subject,
            key,
            wrapped,
        })
    }

    /// Stores new keys. A key that is already there stays: the caller reads back what counts.
    pub(super) async fn insert(
        &self,
        transaction: &mut Transaction,
        keys: &[NewDataKey],
        now: Timestamp,
        entry: i64,
    ) -> Result<(), VaultError> {
        let rows: Vec<_> = keys
            .iter()
            .map(|new| store::NewDataKeyRow {
                subject: new.subject,
                version: i64::from(FIRST_VERSION),
                key_version: self.wrapping_version,
                wrapped: &new.wrapped,
            })
            .collect();
        Ok(store::insert_data_keys(transaction, &rows, now, entry).await?)
    }

    /// Destroys a subject's key: nothing sealed under it opens again, in no copy.
    pub(super) async fn destroy(&self, subject: SubjectId) -> Result<(), VaultError> {
        let mut transaction = self.begin().await?;
        store::delete_data_key(&mut transaction, subject).await?;
        transaction.commit().await?;
        self.cache.invalidate(&subject);
        Ok(())
    }

    /// Opens a transaction on the keys store.
    pub(super) async fn begin(&self) -> Result<Transaction, VaultError> {
        Ok(self.store.begin().await?)
    }

    fn unwrap(&self, row: &store::DataKeyRow) -> Result<DataKey, VaultError> {
        let place = Place {
            subject: row.subject_id,
            record: subject_record(row.subject_id),
            part: PART,
        };
        let bytes = blob::open(
            &self.wrapping,
            version_number(row.key_version),
            &place,
            &row.wrapped,
        )
        .map_err(VaultError::WrongKeyring)?;
        let key = <&[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| blob::BlobError::Content)?;
        Ok(DataKey {
            version: version_number(row.version),
            cipher: Cipher::new(key),
        })
    }
}

fn subject_record(subject: SubjectId) -> crate::base::ids::RecordId {
    crate::base::ids::RecordId::from_uuid(subject.uuid())
}

fn version_number(version: i64) -> u32 {
    u32::try_from(version).unwrap_or(u32::MAX)
}
