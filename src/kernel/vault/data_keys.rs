//! One data key per subject, in versions while they are rotated: made, wrapped, unwrapped and kept for a while in a bounded
//! cache.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::Duration,
};

use super::{
    VaultError,
    blob::{self, PartRef},
    cipher::{Cipher, KeyBytes},
    key_cache::KeyCache,
    keyring::Keyring,
    store::{self, DataKeyRow},
    unwrapped_keys::{KeyEncryptionKeys, KeyServiceState},
};
use crate::{
    base::ids::{RecordId, SubjectId},
    kernel::{db::Transaction, parts::BlobError},
};

pub(super) struct DataKey {
    pub version: u32,
    pub cipher: Cipher,
}

/// The data keys of one subject.
#[derive(Default)]
pub(super) struct SubjectKeys {
    keys: Vec<Arc<DataKey>>,
    /// A version that does not unwrap: altered, or moved here from somewhere else.
    open_failures: Option<BlobError>,
}

impl SubjectKeys {
    /// The key that seals; none when a version does not unwrap, for that may be the newest.
    pub fn newest(&self) -> Option<&Arc<DataKey>> {
        let keys = self.keys.iter().filter(|_| self.open_failures.is_none());
        keys.max_by_key(|key| key.version)
    }

    /// The key that opens what is sealed under `version`.
    pub fn of(&self, version: u32) -> Result<&DataKey, BlobError> {
        let found = self.keys.iter().find(|key| key.version == version);
        found
            .map(|key| &**key)
            .ok_or(self.open_failures.unwrap_or(BlobError::Version))
    }
}

/// What was found of some subjects' keys. Who is in neither has none: never sealed, or erased.
#[derive(Default)]
pub(super) struct Found {
    pub keys: HashMap<SubjectId, Arc<SubjectKeys>>,
    /// Subjects whose keys are there and cannot be unwrapped now.
    pub away: HashSet<SubjectId>,
}

/// A new data key, not yet stored.
pub(super) struct NewDataKey {
    pub key: Arc<DataKey>,
    pub row: DataKeyRow,
}

/// How long an unwrapped key is kept, by the clock and in real time.
pub(super) const TTL: Duration = Duration::from_secs(300);
/// The version of a subject's first key.
pub(super) const FIRST_VERSION: u32 = 1;

pub(super) struct DataKeys {
    pub keyring: Arc<Keyring>,
    cache: KeyCache,
}

impl DataKeys {
    pub(super) fn new(keyring: Arc<Keyring>) -> Self {
        let cache = KeyCache::new(TTL);
        Self { keyring, cache }
    }

    /// The keys of these subjects.
    ///
    /// Keys of large sets are not cached: an export would wash out everybody else's.
    pub(super) async fn get(&self, subjects: &[SubjectId]) -> Result<Found, VaultError> {
        let mut found = Found::default();
        let now = self.keyring.clock.now();
        let denied = self.keyring.held().condition == KeyServiceState::Denied;
        let mut missing = Vec::new();
        for subject in subjects {
            // A key that another task cached while the unwrapped keys were dropped is no way around the denial.
            match self.cache.get(*subject, now).filter(|_| !denied) {
                Some(keys) => {
                    found.keys.insert(*subject, keys);
                }
                None => missing.push(*subject),
            }
        }
        if !missing.is_empty() {
            self.read(&missing, missing.len() <= 100, &mut found)
                .await?;
        }
        Ok(found)
    }

    /// The keys of these subjects as they are stored now, past the cache: another process may have made a version.
    pub(super) async fn get_anew(&self, subjects: &[SubjectId]) -> Result<Found, VaultError> {
        let mut found = Found::default();
        if !subjects.is_empty() {
            self.read(subjects, true, &mut found).await?;
        }
        Ok(found)
    }

    async fn read(
        &self,
        subjects: &[SubjectId],
        keep: bool,
        found: &mut Found,
    ) -> Result<(), VaultError> {
        let keyring = &self.keyring;
        let rows = store::data_keys(keyring.store.reader(), subjects).await?;
        let mut held = keyring.held();
        let unknown = held.encryption_keys.as_ref().and_then(|encryption_keys| {
            let versions = rows.iter().map(|row| row.key_version);
            versions
                .into_iter()
                .find(|version| encryption_keys.of(*version).is_none())
        });
        if let Some(version) = unknown {
            keyring.refresh_for(version).await?;
            held = keyring.held();
            if held.condition == KeyServiceState::Denied {
                self.forget_all();
            }
        }
        let Some(encryption_keys) = &held.encryption_keys else {
            found.away.extend(rows.iter().map(|row| row.subject_id));
            return Ok(());
        };
        let mut by_subject: HashMap<SubjectId, SubjectKeys> = HashMap::new();
        for row in &rows {
            let keys = by_subject.entry(row.subject_id).or_default();
            match unwrap(encryption_keys, row) {
                Ok(bytes) => keys.keys.push(Arc::new(DataKey {
                    version: version_number(row.version),
                    cipher: Cipher::new(&bytes),
                })),
                Err(error) => keys.open_failures = Some(error),
            }
        }
        let until = keyring.clock.now() + TTL;
        for (subject, keys) in by_subject {
            let keys = Arc::new(keys);
            if keep {
                self.cache.keep(subject, Arc::clone(&keys), until);
            }
            found.keys.insert(subject, keys);
        }
        Ok(())
    }

    /// Makes a new key for `subject`, wrapped by the newest key-encryption key.
    pub(super) fn make(
        &self,
        encryption_keys: &KeyEncryptionKeys,
        subject: SubjectId,
        version: u32,
    ) -> Result<NewDataKey, VaultError> {
        let key = KeyBytes::random();
        let row = wrap(encryption_keys, subject, i64::from(version), &key[..])?;
        let cipher = Cipher::new(&key);
        let key = Arc::new(DataKey { version, cipher });
        Ok(NewDataKey { key, row })
    }

    /// Destroys a subject's keys: nothing sealed under them opens again, in no copy.
    pub(super) async fn destroy(&self, subject: SubjectId) -> Result<(), VaultError> {
        let mut transaction = self.begin().await?;
        store::delete_data_keys(&mut transaction, subject).await?;
        transaction.commit().await?;
        self.forget(subject);
        Ok(())
    }

    /// How many subjects' keys are kept unwrapped.
    pub(super) fn cached(&self) -> u64 {
        self.cache.len()
    }

    /// Forgets a subject's unwrapped keys.
    pub(super) fn forget(&self, subject: SubjectId) {
        self.cache.forget(subject);
    }

    pub(super) fn forget_all(&self) {
        self.cache.forget_all();
    }

    /// Forgets the unwrapped keys whose time is over.
    pub(super) fn evict(&self) {
        self.cache.evict();
    }

    /// Opens a transaction on the keys store.
    pub(super) async fn begin(&self) -> Result<Transaction, VaultError> {
        Ok(self.keyring.store.begin().await?)
    }
}

/// Puts a data key under the newest key-encryption key.
pub(super) fn wrap(
    encryption_keys: &KeyEncryptionKeys,
    subject: SubjectId,
    version: i64,
    key: &[u8],
) -> Result<DataKeyRow, VaultError> {
    let (key_version, cipher) = encryption_keys.newest();
    let cipher = cipher.ok_or(VaultError::KeysAway)?;
    Ok(DataKeyRow {
        subject_id: subject,
        version,
        key_version,
        wrapped: blob::seal(
            cipher,
            version_number(key_version),
            &part_ref(subject, &part(version)),
            key,
        )?,
    })
}

/// Takes a data key out of its wrapping.
pub(super) fn unwrap(
    encryption_keys: &KeyEncryptionKeys,
    row: &DataKeyRow,
) -> Result<KeyBytes, BlobError> {
    let cipher = encryption_keys
        .of(row.key_version)
        .ok_or(BlobError::Version)?;
    let key_version = version_number(row.key_version);
    let part = part(row.version);
    let part_ref = part_ref(row.subject_id, &part);
    let bytes = blob::open(cipher, key_version, &part_ref, &row.wrapped)?;
    KeyBytes::of(&bytes).ok_or(BlobError::Content)
}

/// Where a wrapped data key belongs.
fn part_ref(subject: SubjectId, part: &str) -> PartRef<'_> {
    PartRef {
        subject,
        record: RecordId::from_uuid(subject.uuid()),
        part,
    }
}

/// The name a wrapped data key is bound to, so that one version does not unwrap in the place of another.
fn part(version: i64) -> String {
    match version {
        1 => "data_key".to_owned(),
        later => format!("data_key/{later}"),
    }
}

pub(super) fn version_number(version: i64) -> u32 {
    u32::try_from(version).unwrap_or(u32::MAX)
}
