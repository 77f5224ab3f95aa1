//! New data keys: each subject gets a new version, and every part is sealed anew under it.
//!
//! Keys and parts are in two stores. The new key is stored first; a crash then leaves a key that nothing is sealed under yet,
//! and the same subjects are gone through again, because progress is noted last. The old key goes only when no part of the
//! subject is under it, and long enough after the new one was made that nobody seals under it any more.

use std::collections::HashMap;

use super::super::events;
use super::{Rotation, SAFE, Step, Work};
use crate::{
    base::ids::SubjectId,
    kernel::{
        authz::{Receipt, RotatesKeys},
        parts::BlobError,
        vault::{
            Vault, VaultError,
            blob::{self, PartRef},
            data_keys::{SubjectKeys, version_number},
            store::{self, PartRow, RotationRow},
        },
    },
};

const BATCH: i64 = 200;

impl Vault {
    pub(super) async fn next_data(&self, row: &RotationRow) -> Result<Option<Step>, VaultError> {
        let keys = self.inner.keyring.store.reader();
        if row.turned_at.is_none() {
            let subjects = store::subjects_after(keys, row.reached, BATCH).await?;
            if subjects.is_empty() {
                return Ok(Some(Step::new(Rotation::Data, &events::TURNED, Work::Turn)));
            }
            let step = Step::new(Rotation::Data, &events::RESEALED, Work::Reseal(row.clone()));
            return Ok(Some(step.about(subjects)));
        }
        if !self.is_safe(row) {
            return Ok(None);
        }
        let before = self.inner.keyring.clock.now() - SAFE;
        let subjects = store::superseded_subjects(keys, row.reached, before, BATCH).await?;
        if subjects.is_empty() {
            let step = Step::new(Rotation::Data, &events::FINISHED, Work::Finish);
            return Ok(Some(step));
        }
        let work = Work::DropSuperseded(row.clone());
        let step = Step::new(Rotation::Data, &events::DROPPED, work);
        Ok(Some(step.about(subjects)))
    }

    pub(super) async fn reseal<P: RotatesKeys>(
        &self,
        receipt: &Receipt<P>,
        row: &RotationRow,
        subjects: &[SubjectId],
    ) -> Result<u64, VaultError> {
        self.make_versions(receipt, row, subjects).await?;
        let done = self.seal_anew(receipt, subjects).await?;
        let Some(last) = subjects.last() else {
            return Ok(done);
        };
        let counted = i64::try_from(subjects.len()).unwrap_or(i64::MAX);
        let mut transaction = self.inner.keyring.store.begin().await?;
        let entry = receipt.number();
        store::advance_rotation(&mut transaction, row, counted, *last, entry).await?;
        transaction.commit().await?;
        Ok(done)
    }

    /// Makes a new version for each subject whose newest is older than the rotation.
    async fn make_versions<P: RotatesKeys>(
        &self,
        receipt: &Receipt<P>,
        row: &RotationRow,
        subjects: &[SubjectId],
    ) -> Result<(), VaultError> {
        let (keyring, data_keys) = (&self.inner.keyring, &self.inner.data_keys);
        let held = self.held();
        let encryption_keys = held.encryption_keys.as_ref().ok_or(VaultError::KeysAway)?;
        let mut new = Vec::new();
        for subject in subjects {
            let newest = store::newest_data_key(keyring.store.reader(), *subject).await?;
            // Without a key, they were erased meanwhile.
            let Some((version, _)) = newest.filter(|(_, made)| *made < row.started_at) else {
                continue;
            };
            let version = version_number(version).saturating_add(1);
            new.push(data_keys.make(encryption_keys, *subject, version)?.row);
        }
        let mut transaction = keyring.store.begin().await?;
        let (now, entry) = (keyring.clock.now(), receipt.number());
        // Another instance may be first, with keys of its own: those count, and are read back.
        store::insert_data_keys(&mut transaction, &new, true, now, entry).await?;
        Ok(transaction.commit().await?)
    }

    /// Seals every part of these subjects under their newest key that is not yet.
    async fn seal_anew<P: RotatesKeys>(
        &self,
        receipt: &Receipt<P>,
        subjects: &[SubjectId],
    ) -> Result<u64, VaultError> {
        let found = self.inner.data_keys.get_anew(subjects).await?;
        if !found.away.is_empty() {
            return Err(VaultError::KeysAway);
        }
        let mut sealed = Vec::new();
        for subject in subjects {
            let Some(keys) = found.keys.get(subject) else {
                continue;
            };
            for part in store::parts_of(self.inner.vault.reader(), *subject).await? {
                match reseal_part(keys, &part) {
                    Ok(Some(blob)) => sealed.push((part, blob)),
                    Ok(None) => {}
                    // It stays as it is, with the key it names: it is not ours to lose, and is shown and recorded as broken.
                    Err(error) => {
                        receipt.note_undecryptable(*subject, part_name(&part.part), error);
                    }
                }
            }
        }
        let mut done = 0;
        let mut transaction = self.inner.vault.begin().await?;
        for (part, blob) in &sealed {
            let replaced =
                store::replace_part(&mut transaction, part, blob, receipt.number()).await?;
            done += u64::from(replaced);
        }
        transaction.commit().await?;
        Ok(done)
    }

    /// Destroys the old keys of subjects that nothing is sealed under any more. Stragglers are sealed anew first.
    pub(super) async fn drop_superseded<P: RotatesKeys>(
        &self,
        receipt: &Receipt<P>,
        row: &RotationRow,
        subjects: &[SubjectId],
    ) -> Result<u64, VaultError> {
        self.seal_anew(receipt, subjects).await?;
        let mut newest = HashMap::new();
        for subject in subjects {
            let keys = self.inner.keyring.store.reader();
            let Some((version, _)) = store::newest_data_key(keys, *subject).await? else {
                continue;
            };
            let parts = store::parts_of(self.inner.vault.reader(), *subject).await?;
            // A part that does not open keeps the key that it names: the first that is still named is the first to stay.
            let named = parts
                .iter()
                .filter_map(|part| blob::version(&part.blob).ok());
            let keep = named
                .map(i64::from)
                .chain([version])
                .min()
                .unwrap_or(version);
            newest.insert(*subject, keep);
        }
        let mut transaction = self.inner.keyring.store.begin().await?;
        for (subject, keep) in &newest {
            store::delete_superseded(&mut transaction, *subject, *keep).await?;
        }
        if let Some(last) = subjects.last() {
            let entry = receipt.number();
            store::advance_rotation(&mut transaction, row, 0, *last, entry).await?;
        }
        transaction.commit().await?;
        for subject in subjects {
            self.inner.data_keys.forget(*subject);
        }
        Ok(newest.len() as u64)
    }
}

/// The part under its subject's newest key; `None` when it is already.
fn reseal_part(keys: &SubjectKeys, part: &PartRow) -> Result<Option<Vec<u8>>, BlobError> {
    let newest = keys.newest().ok_or(BlobError::Version)?;
    let version = blob::version(&part.blob)?;
    if version == newest.version {
        return Ok(None);
    }
    let part_ref = PartRef {
        subject: part.subject_id,
        record: part.record_id,
        part: &part.part,
    };
    let old = keys.of(version)?;
    let plaintext = blob::open(&old.cipher, old.version, &part_ref, &part.blob)?;
    blob::seal(&newest.cipher, newest.version, &part_ref, &plaintext).map(Some)
}

/// A stored part's name as one of our own words.
pub(super) fn part_name(name: &str) -> &'static str {
    use crate::kernel::parts::{Contact, EnvelopeKey, Identity, Itinerary, Part, Passphrase};
    let known = [
        Contact::NAME,
        Identity::NAME,
        Itinerary::NAME,
        Passphrase::NAME,
        EnvelopeKey::NAME,
    ];
    known
        .into_iter()
        .find(|known| *known == name)
        .unwrap_or("unknown")
}
