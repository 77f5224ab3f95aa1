//! Rotation: every key can be exchanged while people work, and an exchange that was cut off goes on where it stopped.
//!
//! It goes in steps. [`Vault::next_step`] says what is to be done next and opens nothing; its caller records it; with that
//! receipt [`Vault::take_step`] does it. Each step can be repeated, by another instance at the same time too: rows are
//! exchanged only in the place of exactly those that were read. Whoever takes steps, a command or the server's job, takes
//! them all, so that a command which was interrupted is completed by the server.
//!
//! | rotation | new key | what then happens |
//! |---|---|---|
//! | `wrapping` | a key-encryption key | every data key is wrapped anew; sealed parts stay as they are |
//! | `data` | a data key for each subject | every part is sealed anew |
//! | `index` | an index key | every blind index is made anew, from the parts |
//!
//! An old key is not deleted when nothing is left under it ("turned") but [`SAFE`] later ("finished"). Until then it may be
//! needed: another instance learns of a new version at its next check, an hour at most, and may until then, and for as long
//! as a key stays in its cache and a batch under way, store something under the old one. Such stragglers are taken along
//! before the end. A day is far more than all that together, and gives an operator time to notice a mistake.

mod data;
mod index;
mod wrapping;

use std::time::Duration;

use super::{
    Purpose, Vault, VaultError,
    store::{self, DataKeyRow, RotationRow},
    wrapping_keys,
};
use crate::{
    base::ids::SubjectId,
    kernel::{
        audit::EventKind,
        authz::{Receipt, RotatesKeys},
    },
};

/// How long an old key is kept after nothing is left under it.
pub const SAFE: Duration = Duration::from_secs(24 * 3_600);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rotation {
    /// The key that wraps the data keys.
    Wrapping,
    Data,
    /// The key of the blind indexes.
    Index,
}

impl Rotation {
    pub const ALL: [Self; 3] = [Self::Wrapping, Self::Data, Self::Index];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Wrapping => "wrapping",
            Self::Data => "data",
            Self::Index => "index",
        }
    }

    fn parse(word: &str) -> Result<Self, VaultError> {
        let named = |rotation: &Self| rotation.as_str() == word;
        let known = Self::ALL.into_iter().find(named);
        known.ok_or(VaultError::Unknown("kind of rotation"))
    }
}

/// One step of a rotation: planned, not yet taken.
pub struct Step {
    /// Which rotation it belongs to.
    pub rotation: Rotation,
    /// What it will have been, as the log says it.
    pub event: &'static EventKind,
    /// Whose parts it opens to seal or index them anew.
    pub subjects: Vec<SubjectId>,
    /// How many keys or subjects.
    pub count: i64,
    work: Work,
}

enum Work {
    /// Wrap these data keys by the newest key-encryption key.
    Rewrap(Vec<DataKeyRow>),
    /// Seal the parts of the step's subjects anew.
    Reseal(RotationRow),
    /// Index the step's subjects anew.
    Reindex(RotationRow),
    /// Nothing is left under the old key.
    Turn,
    /// Destroy the old data keys of the step's subjects.
    DropSuperseded(RotationRow),
    /// Delete the old key and what was made with it.
    Finish,
}

impl Vault {
    /// Begins a rotation: makes the new key, or marks every subject as due for one.
    ///
    /// # Errors
    /// [`VaultError::Rotating`] when one of its kind has not turned yet; otherwise when the key service or a store refuses.
    pub async fn begin_rotation<P: RotatesKeys>(
        &self,
        receipt: &Receipt<P>,
        rotation: Rotation,
    ) -> Result<(), VaultError> {
        const {
            assert!(
                !P::DESCRIPTOR.rotates.is_empty(),
                "declared to rotate nothing"
            );
        }
        let keyring = &self.inner.keyring;
        let (keys, now) = (keyring.store.reader(), keyring.clock.now());
        let total = match rotation {
            Rotation::Wrapping => {
                let counts = store::count_data_keys(keys).await?;
                counts.iter().map(|(_, count)| count).sum()
            }
            Rotation::Data => store::count_subjects(keys).await?,
            Rotation::Index => {
                store::count_indexed_before(self.inner.vault.reader(), i64::MAX).await?
            }
        };
        let new_key = match rotation {
            Rotation::Wrapping => Some(self.generate(Purpose::DataKeys).await?),
            Rotation::Index => Some(self.generate(Purpose::BlindIndexes).await?),
            Rotation::Data => None,
        };
        let entry = receipt.number();
        let mut transaction = keyring.store.begin().await?;
        let begun =
            store::begin_rotation(&mut transaction, rotation.as_str(), total, now, entry).await?;
        let made = match &new_key {
            Some(key) => store::insert_wrapping_key(&mut transaction, key, Some(entry)).await?,
            None => true,
        };
        if !begun || !made {
            return Err(VaultError::Rotating);
        }
        transaction.commit().await?;
        self.check().await?;
        Ok(())
    }

    async fn generate(&self, purpose: Purpose) -> Result<store::KeyEncryptionKeyRow, VaultError> {
        let keyring = &self.inner.keyring;
        let rows = store::wrapping_keys(keyring.store.reader()).await?;
        let newest = rows.iter().filter(|row| row.purpose == purpose.as_str());
        let newest = newest.map(|row| row.version).max().unwrap_or(0);
        wrapping_keys::generate(&*keyring.service, purpose, newest + 1, keyring.clock.now()).await
    }

    /// What is to be done next, if anything. It opens nothing and changes nothing but this process's own keys.
    ///
    /// # Errors
    /// When a store refuses, or the keys are not at hand.
    pub async fn next_step(&self) -> Result<Option<Step>, VaultError> {
        if let Some(step) = self.next_rewrap().await? {
            return Ok(Some(step));
        }
        for row in store::rotations(self.inner.keyring.store.reader()).await? {
            if row.finished_at.is_some() {
                continue;
            }
            let step = match Rotation::parse(&row.kind)? {
                Rotation::Wrapping => self.next_wrapping(&row),
                Rotation::Data => self.next_data(&row).await?,
                Rotation::Index => self.next_index(&row).await?,
            };
            if step.is_some() {
                return Ok(step);
            }
        }
        Ok(None)
    }

    /// Whether an old key may go.
    fn is_safe(&self, row: &RotationRow) -> bool {
        let now = self.inner.keyring.clock.now();
        row.turned_at
            .is_some_and(|turned| now.since(turned) >= SAFE)
    }

    /// Takes a step that [`next_step`](Self::next_step) planned; gives how many rows it exchanged.
    ///
    /// # Errors
    /// When the receipt does not name the subjects whose parts are opened, a part does not open, the keys are not at hand,
    /// or a store refuses.
    pub async fn take_step<P: RotatesKeys>(
        &self,
        receipt: &Receipt<P>,
        step: Step,
    ) -> Result<u64, VaultError> {
        const {
            assert!(
                !P::DESCRIPTOR.rotates.is_empty(),
                "declared to rotate nothing"
            );
        }
        if step
            .subjects
            .iter()
            .any(|subject| !receipt.covers(*subject))
        {
            return Err(VaultError::NotCovered);
        }
        match step.work {
            Work::Rewrap(rows) => self.rewrap(receipt, &rows).await,
            Work::Reseal(row) => self.reseal(receipt, &row, &step.subjects).await,
            Work::Reindex(row) => self.reindex(receipt, &row, &step.subjects).await,
            Work::Turn => self.turn(receipt, step.rotation).await,
            Work::DropSuperseded(row) => self.drop_superseded(receipt, &row, &step.subjects).await,
            Work::Finish => self.finish(receipt, step.rotation).await,
        }
    }

    async fn turn<P: RotatesKeys>(
        &self,
        receipt: &Receipt<P>,
        rotation: Rotation,
    ) -> Result<u64, VaultError> {
        let (now, entry) = (self.inner.keyring.clock.now(), receipt.number());
        let mut transaction = self.inner.keyring.store.begin().await?;
        if let Some((purpose, newest)) = self.rotated_purpose(rotation)? {
            let purpose = purpose.as_str();
            store::retire_wrapping_keys(&mut transaction, purpose, newest, now, entry).await?;
        }
        store::turn_rotation(&mut transaction, rotation.as_str(), now, entry).await?;
        transaction.commit().await?;
        Ok(0)
    }

    async fn finish<P: RotatesKeys>(
        &self,
        receipt: &Receipt<P>,
        rotation: Rotation,
    ) -> Result<u64, VaultError> {
        let (now, entry) = (self.inner.keyring.clock.now(), receipt.number());
        let old = self.rotated_purpose(rotation)?;
        if let (Rotation::Index, Some((_, newest))) = (rotation, old) {
            let mut transaction = self.inner.vault.begin().await?;
            store::delete_indexed_before(&mut transaction, newest).await?;
            transaction.commit().await?;
        }
        let mut transaction = self.inner.keyring.store.begin().await?;
        if let Some((purpose, newest)) = old {
            let before = now - SAFE;
            let purpose = purpose.as_str();
            store::delete_wrapping_keys(&mut transaction, purpose, newest, before).await?;
        }
        store::finish_rotation(&mut transaction, rotation.as_str(), now, entry).await?;
        transaction.commit().await?;
        self.check().await?;
        Ok(0)
    }

    /// Which key-encryption keys a rotation exchanges, and the version that stays.
    fn rotated_purpose(&self, rotation: Rotation) -> Result<Option<(Purpose, i64)>, VaultError> {
        let held = self.held();
        Ok(match rotation {
            Rotation::Wrapping => {
                let encryption_keys = held.encryption_keys.as_ref().ok_or(VaultError::KeysAway)?;
                Some((Purpose::DataKeys, encryption_keys.newest().0))
            }
            Rotation::Index => {
                let indexes = held.indexes.as_ref().ok_or(VaultError::KeysAway)?;
                Some((Purpose::BlindIndexes, indexes.newest()))
            }
            Rotation::Data => None,
        })
    }
}

impl Step {
    fn new(rotation: Rotation, event: &'static EventKind, work: Work) -> Self {
        Self {
            rotation,
            event,
            subjects: Vec::new(),
            count: 0,
            work,
        }
    }

    fn about(mut self, subjects: Vec<SubjectId>) -> Self {
        self.count = i64::try_from(subjects.len()).unwrap_or(i64::MAX);
        self.subjects = subjects;
        self
    }
}
