//! Blind indexes: exact search over sealed values by HMAC-SHA256 of the normalised value, under a key of its own.

use hmac::{Hmac, KeyInit, Mac, digest::InvalidLength};
use sha2::Sha256;

use super::{
    VaultError,
    wrapping_keys::{KeyEncryptionKey, Purpose},
};
use crate::kernel::parts::{BlobError, IndexedField};

#[derive(Clone)]
pub(super) struct Index {
    /// The keyed state; cloned for each digest, wiped on drop.
    mac: Hmac<Sha256>,
}

impl Index {
    pub(super) fn new(key: &[u8; 32]) -> Result<Self, InvalidLength> {
        Ok(Self {
            mac: Hmac::new_from_slice(key)?,
        })
    }

    /// HMAC-SHA256 over `purpose ‖ 0x00 ‖ value`.
    pub(super) fn keyed(&self, purpose: &str, value: &[u8]) -> [u8; 32] {
        let mut mac = self.mac.clone();
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(value);
        mac.finalize().into_bytes().into()
    }
}

/// The index keys, the newest first. While they are rotated there are two: a value is stored under both and looked for under
/// both, so that processes that know only one of them still find what others stored, and nobody's number is taken twice.
#[derive(Clone)]
pub(super) struct Indexes(Vec<(i64, Index)>);

impl Indexes {
    pub(super) fn new<'a>(
        keys: impl Iterator<Item = &'a KeyEncryptionKey>,
    ) -> Result<Self, VaultError> {
        let mut indexes = Vec::new();
        for key in keys {
            let index = Index::new(&key.key).map_err(|_| BlobError::Content)?;
            indexes.push((key.version, index));
        }
        indexes.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
        match indexes.is_empty() {
            true => Err(VaultError::NoWrappingKey(Purpose::BlindIndexes)),
            false => Ok(Self(indexes)),
        }
    }

    /// The newest version.
    pub(super) fn newest(&self) -> i64 {
        self.0.first().map_or(0, |(version, _)| *version)
    }

    /// The digests of a field, one under each key.
    pub(super) fn digests<F: IndexedField>(&self, field: &F) -> Vec<(i64, [u8; 32])> {
        self.keyed(F::NAME, field.normalised())
    }

    /// The same of a stored field and its value.
    pub(super) fn keyed(&self, field: &str, value: &[u8]) -> Vec<(i64, [u8; 32])> {
        let digest = |(version, index): &(i64, Index)| (*version, index.keyed(field, value));
        self.0.iter().map(digest).collect()
    }
}
