//! A new key-encryption key: every data key is taken out of its wrapping and wrapped anew. No part is opened for it.

use super::super::events;
use super::{Rotation, Step, Work};
use crate::kernel::{
    authz::{Receipt, RotatesKeys},
    vault::{
        Purpose, Vault, VaultError, data_keys,
        store::{self, DataKeyRow, RotationRow},
        wrapping_keys,
    },
};

/// Data keys wrapped anew in one transaction: long enough to be fast, short enough that others do not wait.
const BATCH: i64 = 2_000;

impl Vault {
    /// Data keys under an older version, whether a rotation is under way or a straggler left them.
    pub(super) async fn next_rewrap(&self) -> Result<Option<Step>, VaultError> {
        let keyring = &self.inner.keyring;
        let stored = store::wrapping_keys(keyring.store.reader()).await?;
        let newest = |purpose: Purpose| {
            let of = stored.iter().filter(|row| row.purpose == purpose.as_str());
            of.map(|row| row.version).max().unwrap_or(0)
        };
        let held = self.held();
        let (Some(encryption_keys), Some(indexes)) = (&held.encryption_keys, &held.indexes) else {
            return Err(VaultError::KeysAway);
        };
        let known = (encryption_keys.newest().0, indexes.newest());
        if known != (newest(Purpose::DataKeys), newest(Purpose::BlindIndexes)) {
            // Another process has rotated.
            self.check().await?;
        }
        let held = self.held();
        let encryption_keys = held.encryption_keys.as_ref().ok_or(VaultError::KeysAway)?;
        let rows =
            store::stale_data_keys(keyring.store.reader(), encryption_keys.newest().0, BATCH)
                .await?;
        if rows.is_empty() {
            return Ok(None);
        }
        let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
        let step = Step::new(Rotation::Wrapping, &events::REWRAPPED, Work::Rewrap(rows));
        Ok(Some(Step { count, ..step }))
    }

    /// Nothing is left to rewrap: the old versions are retired, and later deleted.
    pub(super) fn next_wrapping(&self, row: &RotationRow) -> Option<Step> {
        if row.turned_at.is_none() {
            return Some(Step::new(Rotation::Wrapping, &events::TURNED, Work::Turn));
        }
        self.is_safe(row)
            .then(|| Step::new(Rotation::Wrapping, &events::FINISHED, Work::Finish))
    }

    pub(super) async fn rewrap<P: RotatesKeys>(
        &self,
        receipt: &Receipt<P>,
        rows: &[DataKeyRow],
    ) -> Result<u64, VaultError> {
        let held = self.held();
        let encryption_keys = held.encryption_keys.as_ref().ok_or(VaultError::KeysAway)?;
        let mut wrapped = Vec::with_capacity(rows.len());
        for row in rows {
            let key = data_keys::unwrap(encryption_keys, row)?;
            let new = data_keys::wrap(encryption_keys, row.subject_id, row.version, &key[..])?;
            wrapped.push((row.key_version, new));
        }
        let keys = &self.inner.keyring.store;
        let under_way = store::rotations(keys.reader()).await?;
        let mut transaction = keys.begin().await?;
        let entry = receipt.number();
        let done = store::rewrap_data_keys(&mut transaction, &wrapped, entry).await?;
        let kind = Rotation::Wrapping.as_str();
        if let Some(row) = under_way.iter().find(|row| row.kind == kind) {
            let counted = i64::try_from(done).unwrap_or(i64::MAX);
            store::advance_rotation(&mut transaction, row, counted, row.reached, entry).await?;
        }
        transaction.commit().await?;
        Ok(done)
    }

    /// Has the key service wrap every key-encryption key by the newest version of the master key; no key is shown for it, where
    /// the service can do without. Gives how many.
    ///
    /// # Errors
    /// When the key service or the store refuses; keys before stay rewrapped then, and all of them still unwrap.
    pub async fn rewrap_wrapping_keys<P: RotatesKeys>(
        &self,
        receipt: &Receipt<P>,
    ) -> Result<usize, VaultError> {
        const {
            assert!(
                !P::DESCRIPTOR.rotates.is_empty(),
                "declared to rotate nothing"
            );
        }
        let keyring = &self.inner.keyring;
        let rows = store::wrapping_keys(keyring.store.reader()).await?;
        for row in &rows {
            let purpose = Purpose::parse(&row.purpose)?;
            let context = wrapping_keys::context(purpose, row.version);
            let wrapped = keyring.service.rewrap(&row.wrapped, &context).await?;
            let mut transaction = keyring.store.begin().await?;
            store::rewrap_wrapping_key(&mut transaction, row, &wrapped, receipt.number()).await?;
            transaction.commit().await?;
        }
        Ok(rows.len())
    }
}
