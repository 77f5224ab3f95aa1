//! Wrapping keys: unwrapped by the key service at start, made once for each purpose.

use super::{VaultError, cipher::KeyBytes, key_service::KeyService, store};
use crate::{base::clock::Timestamp, kernel::db::Store};

/// What a wrapping key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Wrapping the subjects' data keys.
    DataKeys,
    /// Keying the blind indexes.
    BlindIndexes,
}

impl Purpose {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::DataKeys => "data_keys",
            Self::BlindIndexes => "blind_indexes",
        }
    }
}

/// An unwrapped key and its version.
pub(super) struct WrappingKey {
    pub version: i64,
    pub key: KeyBytes,
}

/// The newest key for `purpose`; the first start makes version 1.
pub(super) async fn load(
    keys: &Store,
    service: &dyn KeyService,
    purpose: Purpose,
    now: Timestamp,
) -> Result<WrappingKey, VaultError> {
    if let Some(key) = unwrap_newest(keys, service, purpose).await? {
        return Ok(key);
    }
    let made = service.generate(&context(purpose, 1)).await?;
    store::insert_wrapping_key(keys, purpose.as_str(), 1, &made.wrapped, now).await?;
    // Another instance may have been first: what is stored counts.
    unwrap_newest(keys, service, purpose)
        .await?
        .ok_or(VaultError::Database(sqlx::Error::RowNotFound))
}

async fn unwrap_newest(
    keys: &Store,
    service: &dyn KeyService,
    purpose: Purpose,
) -> Result<Option<WrappingKey>, VaultError> {
    let Some((version, wrapped)) =
        store::newest_wrapping_key(keys.reader(), purpose.as_str()).await?
    else {
        return Ok(None);
    };
    let key = service.unwrap(&wrapped, &context(purpose, version)).await?;
    Ok(Some(WrappingKey { version, key }))
}

fn context(purpose: Purpose, version: i64) -> String {
    format!("hufu/{}/{version}", purpose.as_str())
}
