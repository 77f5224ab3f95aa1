//! Wrapping keys: every version that is kept, unwrapped by the key service; the first of each purpose is made at start.

use super::{
    VaultError, cipher::KeyBytes, key_service::KeyService, store, store::KeyEncryptionKeyRow,
};
use crate::{base::clock::Timestamp, kernel::db::Store};

/// What a key-encryption key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Wrapping the subjects' data keys.
    DataKeys,
    BlindIndexes,
    /// Keying what is only counted and compared: sends per phone, codes.
    Fingerprints,
}

impl Purpose {
    pub const ALL: [Self; 3] = [Self::DataKeys, Self::BlindIndexes, Self::Fingerprints];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::DataKeys => "data_keys",
            Self::BlindIndexes => "blind_indexes",
            Self::Fingerprints => "fingerprints",
        }
    }

    pub(super) fn parse(word: &str) -> Result<Self, VaultError> {
        let named = |purpose: &Self| purpose.as_str() == word;
        let known = Self::ALL.into_iter().find(named);
        known.ok_or(VaultError::Unknown("purpose of a key-encryption key"))
    }
}

/// An unwrapped key, what it is for and its version.
pub(super) struct KeyEncryptionKey {
    pub purpose: Purpose,
    pub version: i64,
    pub key: KeyBytes,
}

/// Makes the first key of each purpose that has none.
pub(super) async fn make_first(
    keys: &Store,
    service: &dyn KeyService,
    now: Timestamp,
) -> Result<(), VaultError> {
    let there = store::wrapping_keys(keys.reader()).await?;
    for purpose in Purpose::ALL {
        if there.iter().any(|row| row.purpose == purpose.as_str()) {
            continue;
        }
        let row = generate(service, purpose, 1, now).await?;
        let mut transaction = keys.begin().await?;
        // Another instance may have been first: what is stored counts, and is read back.
        store::insert_wrapping_key(&mut transaction, &row, None).await?;
        transaction.commit().await?;
    }
    Ok(())
}

/// A new key as the key service wrapped it; the key itself is dropped and unwrapped again from what is stored.
pub(super) async fn generate(
    service: &dyn KeyService,
    purpose: Purpose,
    version: i64,
    now: Timestamp,
) -> Result<KeyEncryptionKeyRow, VaultError> {
    let made = service.generate(&context(purpose, version)).await?;
    Ok(KeyEncryptionKeyRow {
        purpose: purpose.as_str().to_owned(),
        version,
        wrapped: made.wrapped,
        created_at: now,
        retired_at: None,
    })
}

pub(super) async fn unwrap(
    service: &dyn KeyService,
    row: &KeyEncryptionKeyRow,
) -> Result<KeyEncryptionKey, VaultError> {
    let purpose = Purpose::parse(&row.purpose)?;
    let context = context(purpose, row.version);
    Ok(KeyEncryptionKey {
        purpose,
        version: row.version,
        key: service.unwrap(&row.wrapped, &context).await?,
    })
}

/// What the key service binds a key to.
pub(super) fn context(purpose: Purpose, version: i64) -> String {
    format!("hufu/{}/{version}", purpose.as_str())
}
