//! Crypto-shredding: a subject's data keys are destroyed, and with them everything that was ever sealed under them, in every
//! copy of the `vault` store, whoever holds it (C5).
//!
//! Keys and sealed parts are in two databases on purpose, so one transaction cannot span them. The order makes that safe:
//!
//! 1. In one transaction of the `keys` store: the tombstone is set and every data key of the subject is deleted. This is the
//!    point of no return. From here on nothing of them opens, and a trigger refuses them a new key, for ever.
//! 2. In one transaction of the `vault` store: they are marked erased, their blind indexes and parts are deleted. From here
//!    on nobody finds them, and a trigger refuses rows that were still on their way.
//! 3. The tombstone is marked swept.
//!
//! A crash before 1 leaves everything as it was: the entry in the log stands without its action, and the command is given
//! again. A crash after 1 leaves ciphertext without a key; a job finds the tombstone and does 2 and 3. The other order would
//! leave, after a crash, keys without parts: nobody would know that somebody is half erased, and a backup of the parts would
//! still open.
//!
//! Other instances may still hold the unwrapped key until its time in their cache is over; they mask with it at most, for a
//! reveal asks for the tombstone first.

use super::{Tombstone, Vault, VaultError, store};
use crate::{
    base::ids::{SubjectId, TravellerId},
    kernel::authz::{Receipt, Shreds},
};

const PAGE: i64 = 1_000;

impl Vault {
    /// Erases a traveller, irreversibly.
    ///
    /// A permission that does not declare it cannot:
    ///
    /// ```compile_fail
    /// use hufu::base::ids::TravellerId;
    /// # use hufu::kernel::audit::EventKind;
    /// # const SEEN: EventKind = EventKind::new("thing.seen");
    /// # hufu::permissions! {
    /// #     ThingRead = "thing":"read" { events: [SEEN] }
    /// # }
    /// use hufu::kernel::{authz::Receipt, vault::{Vault, VaultError}};
    /// async fn erase(vault: &Vault, receipt: &Receipt<ThingRead>, who: TravellerId) -> Result<(), VaultError> {
    ///     vault.shred(receipt, who).await
    /// }
    /// ```
    ///
    /// One that does, can:
    ///
    /// ```
    /// use hufu::base::ids::TravellerId;
    /// # use hufu::kernel::audit::EventKind;
    /// # const SEEN: EventKind = EventKind::new("thing.seen");
    /// # hufu::permissions! {
    /// #     ThingShred = "thing":"shred" { events: [SEEN], shreds: [traveller] }
    /// # }
    /// use hufu::kernel::{authz::Receipt, vault::{Vault, VaultError}};
    /// async fn erase(vault: &Vault, receipt: &Receipt<ThingShred>, who: TravellerId) -> Result<(), VaultError> {
    ///     vault.shred(receipt, who).await
    /// }
    /// ```
    ///
    /// # Errors
    /// When the receipt does not name the traveller, or a store refuses. [`is_erased`](Self::is_erased) then tells whether the
    /// point of no return was passed; what is left is done by who calls [`sweep`](Self::sweep).
    pub async fn shred<P: Shreds>(
        &self,
        receipt: &Receipt<P>,
        traveller: TravellerId,
    ) -> Result<(), VaultError> {
        const {
            assert!(!P::DESCRIPTOR.shreds.is_empty(), "declared to erase nobody");
        }
        let tombstone = Tombstone {
            subject: traveller.into(),
            shredded_at: self.inner.keyring.clock.now(),
        };
        self.bury(receipt, &tombstone).await
    }

    /// Erases again everybody who was erased after a backup was made that has just been restored: their tombstones are kept
    /// beside the backups ([`tombstones`](Self::tombstones)). Who is erased already stays so; it may be repeated.
    ///
    /// # Errors
    /// When the receipt does not name one of them, or a store refuses; those before are erased then.
    pub async fn replay_tombstones<P: Shreds>(
        &self,
        receipt: &Receipt<P>,
        tombstones: &[Tombstone],
    ) -> Result<(), VaultError> {
        const {
            assert!(!P::DESCRIPTOR.shreds.is_empty(), "declared to erase nobody");
        }
        for tombstone in tombstones {
            self.bury(receipt, tombstone).await?;
        }
        Ok(())
    }

    async fn bury<P: Shreds>(
        &self,
        receipt: &Receipt<P>,
        tombstone: &Tombstone,
    ) -> Result<(), VaultError> {
        if !receipt.covers(tombstone.subject) {
            return Err(VaultError::NotCovered);
        }
        let data_keys = &self.inner.data_keys;
        let mut transaction = data_keys.begin().await?;
        store::insert_tombstone(&mut transaction, tombstone, receipt.number()).await?;
        store::delete_data_keys(&mut transaction, tombstone.subject).await?;
        transaction.commit().await?;
        data_keys.forget(tombstone.subject);
        if let Err(error) = self.inner.keyring.store.empty_journal().await {
            // What it still holds is the key as it was wrapped, and the next commits overwrite it.
            tracing::error!(%error, "the journal of the keys store cannot be emptied");
        }
        self.sweep(receipt, tombstone.subject).await
    }

    /// Takes what is left of an erased subject out of the `vault` store. It may be repeated.
    ///
    /// # Errors
    /// When the receipt does not name the subject, they were not erased, or a store refuses.
    pub async fn sweep<P: Shreds>(
        &self,
        receipt: &Receipt<P>,
        subject: SubjectId,
    ) -> Result<(), VaultError> {
        const {
            assert!(!P::DESCRIPTOR.shreds.is_empty(), "declared to erase nobody");
        }
        if !receipt.covers(subject) || !self.is_erased(subject).await? {
            return Err(VaultError::NotCovered);
        }
        let (now, entry) = (self.inner.keyring.clock.now(), receipt.number());
        let mut transaction = self.inner.vault.begin().await?;
        store::erase(&mut transaction, subject, now, entry).await?;
        transaction.commit().await?;
        let mut transaction = self.inner.data_keys.begin().await?;
        store::mark_swept(&mut transaction, subject, now).await?;
        Ok(transaction.commit().await?)
    }

    /// Some of those whose erasure was cut off before its second half.
    pub async fn unswept(&self) -> Result<Vec<Tombstone>, VaultError> {
        Ok(store::unswept(self.inner.keyring.store.reader(), PAGE).await?)
    }

    /// Every tombstone, to be kept beside backups.
    pub async fn tombstones(&self) -> Result<Vec<Tombstone>, VaultError> {
        let mut all: Vec<Tombstone> = Vec::new();
        let mut after = store::FIRST;
        loop {
            let page =
                store::tombstones_after(self.inner.keyring.store.reader(), after, PAGE).await?;
            let Some(last) = page.last() else {
                return Ok(all);
            };
            after = last.subject;
            all.extend(page);
        }
    }

    /// Whether somebody was erased.
    pub async fn is_erased(&self, subject: impl Into<SubjectId>) -> Result<bool, VaultError> {
        let subject = subject.into();
        let keys = self.inner.keyring.store.reader();
        Ok(!store::erased_among(keys, &[subject]).await?.is_empty())
    }

    /// Whether anything was ever sealed of them that can still be opened.
    pub async fn is_known(&self, subject: impl Into<SubjectId>) -> Result<bool, VaultError> {
        let keys = self.inner.keyring.store.reader();
        Ok(store::newest_data_key(keys, subject.into())
            .await?
            .is_some())
    }
}
