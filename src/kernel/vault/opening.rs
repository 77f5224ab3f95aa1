//! Fetching: sealed values as they are, with the keys that open them and what is known of those that will not open.

use std::collections::HashMap;

use super::{
    Vault, VaultError, blob,
    sealed::{Opened, Sealed},
    store,
    unwrapped_keys::KeyServiceState,
};
use crate::{
    base::{
        ids::{RecordId, StaffId, SubjectId},
        phone::Phone,
    },
    kernel::{
        authz::{Permission, Receipt},
        parts::{BlobError, Contact, Part},
    },
};

impl Vault {
    /// Fetches the parts that the receipt opens of these records, still sealed.
    ///
    /// # Errors
    /// When the receipt does not name one of the subjects, or a store refuses.
    pub async fn fetch<P: Permission>(
        &self,
        receipt: &Receipt<P>,
        refs: &[(SubjectId, RecordId)],
    ) -> Result<Sealed, VaultError> {
        let opened = receipt.opened().iter();
        let mut kinds: Vec<_> = opened.filter_map(|word| word.split(':').next()).collect();
        kinds.sort_unstable();
        kinds.dedup();
        if refs.is_empty() || kinds.is_empty() {
            return Ok(Sealed::default());
        }
        if refs.iter().any(|(subject, _)| !receipt.covers(*subject)) {
            return Err(VaultError::NotCovered);
        }
        let revealing = receipt
            .opened()
            .iter()
            .any(|word| word.ends_with(":revealed"));
        self.fetch_refs(refs, &kinds, revealing).await
    }

    /// Keys first, then parts: a part that is sealed anew in between names a version that is then looked for again.
    async fn fetch_refs(
        &self,
        refs: &[(SubjectId, RecordId)],
        kinds: &[&'static str],
        revealing: bool,
    ) -> Result<Sealed, VaultError> {
        let mut subjects: Vec<_> = refs.iter().map(|(subject, _)| *subject).collect();
        subjects.sort_unstable();
        subjects.dedup();
        let found = self.inner.data_keys.get(&subjects).await?;
        let mut sealed = Sealed {
            blobs: refs.iter().map(|place| (*place, Vec::new())).collect(),
            keys: found.keys,
            away: found.away,
            masks_only: self.condition() != KeyServiceState::Available,
            ..Sealed::default()
        };
        for row in store::parts(self.inner.vault.reader(), &subjects, kinds).await? {
            // Other records of the same subjects were read along: they were not asked for.
            if let Some(parts) = sealed.blobs.get_mut(&(row.subject_id, row.record_id)) {
                parts.push((row.part, row.blob));
            }
        }
        self.find_missing_versions(&mut sealed).await?;
        self.find_erased(&mut sealed, &subjects, revealing).await?;
        Ok(sealed)
    }

    /// Parts that name a version of their subject's key which the cache does not know: another process sealed them anew.
    async fn find_missing_versions(&self, sealed: &mut Sealed) -> Result<(), VaultError> {
        let mut missing = Vec::new();
        for ((subject, _), parts) in &sealed.blobs {
            let Some(keys) = sealed.keys.get(subject) else {
                continue;
            };
            let mut versions = parts
                .iter()
                .filter_map(|(_, blob)| blob::version(blob).ok());
            if versions.any(|version| keys.of(version).err() == Some(BlobError::Version)) {
                missing.push(*subject);
            }
        }
        missing.sort_unstable();
        missing.dedup();
        let found = self.inner.data_keys.get_anew(&missing).await?;
        sealed.keys.extend(found.keys);
        sealed.away.extend(found.away);
        Ok(())
    }

    /// Who was erased. Asked for everybody when something is revealed, so that a reveal after an erasure fails at once on
    /// every instance, whatever its cache holds; else only for those of whom something is missing.
    async fn find_erased(
        &self,
        sealed: &mut Sealed,
        subjects: &[SubjectId],
        revealing: bool,
    ) -> Result<(), VaultError> {
        let mut parts: HashMap<SubjectId, bool> = HashMap::new();
        for ((subject, _), found) in &sealed.blobs {
            *parts.entry(*subject).or_insert(true) &= !found.is_empty();
        }
        let complete = |subject: &SubjectId| {
            let has_key = sealed.keys.contains_key(subject) || sealed.away.contains(subject);
            has_key && parts.get(subject).copied().unwrap_or_default()
        };
        let asked: Vec<_> = subjects
            .iter()
            .filter(|subject| revealing || !complete(subject))
            .copied()
            .collect();
        let keys = self.inner.keyring.store.reader();
        sealed.erased = store::erased_among(keys, &asked).await?;
        for subject in &sealed.erased {
            self.inner.data_keys.forget(*subject);
            sealed.keys.remove(subject);
        }
        Ok(())
    }

    /// The actor's own name and the last four digits of their phone, for the shell and the watermark. `None` without one
    /// that can be shown now.
    pub(in crate::kernel) async fn own_label<P: Permission>(
        &self,
        receipt: &Receipt<P>,
    ) -> Result<Option<(String, String)>, VaultError> {
        let Some(staff) = receipt.origin().actor.staff() else {
            return Ok(None);
        };
        let opened = self.staff_contact(receipt, staff, false).await?;
        Ok(opened.part().map(|contact| {
            let phone = contact.phone.expose();
            let tail = phone
                .get(phone.len().saturating_sub(4)..)
                .unwrap_or_default();
            (contact.name.expose().to_owned(), tail.to_owned())
        }))
    }

    /// The phone of a member of staff, to send them a code. The receipt's entry is about them, or theirs.
    ///
    /// # Errors
    /// When a store refuses, the sealed value does not open or the key service is away.
    pub(in crate::kernel) async fn staff_phone<P: Permission>(
        &self,
        receipt: &Receipt<P>,
        staff: StaffId,
    ) -> Result<Option<Phone>, VaultError> {
        let opened = self.staff_contact(receipt, staff, true).await?;
        match opened.at_hand()? {
            Opened::Open(contact) => {
                let phone = Phone::parse(contact.phone.expose());
                Ok(Some(phone.map_err(|_| BlobError::Content)?))
            }
            Opened::Undecryptable => Err(BlobError::Refused.into()),
            Opened::Absent | Opened::Erased | Opened::KeysUnavailable => Ok(None),
        }
    }

    async fn staff_contact<P: Permission>(
        &self,
        receipt: &Receipt<P>,
        staff: StaffId,
        revealing: bool,
    ) -> Result<Opened<Contact>, VaultError> {
        let (subject, record) = (SubjectId::from(staff), RecordId::from(staff));
        let refs = [(subject, record)];
        let sealed = self.fetch_refs(&refs, &[Contact::NAME], revealing).await?;
        Ok(sealed
            .open(subject, record, revealing)
            .unwrap_or_else(|error| {
                receipt.note_undecryptable(subject, Contact::NAME, error);
                Opened::Undecryptable
            }))
    }
}
