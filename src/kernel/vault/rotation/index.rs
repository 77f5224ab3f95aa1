//! A new index key: every digest is made anew, from the sealed value itself, for a digest cannot be turned back.
//!
//! While both keys are there, values are stored and looked for under both.

use std::{collections::HashMap, sync::Arc};

use super::super::events;
use super::{Rotation, Step, Work, data::part_name};
use crate::{
    base::ids::SubjectId,
    kernel::{
        authz::{Receipt, RotatesKeys},
        parts::{
            BlobError, Contact, Document, Identity, IndexedField, Part, SecretText, StaffPhone,
            TravellerPhone,
        },
        vault::{
            Vault, VaultError,
            blob::{self, PartRef},
            data_keys::SubjectKeys,
            index::Indexes,
            store::{self, IndexRow, NewIndex, PartRow, RotationRow},
        },
    },
};

const BATCH: i64 = 200;

impl Vault {
    pub(super) async fn next_index(&self, row: &RotationRow) -> Result<Option<Step>, VaultError> {
        let held = self.held();
        let indexes = held.indexes.as_ref().ok_or(VaultError::KeysAway)?;
        let vault = self.inner.vault.reader();
        let turned = row.turned_at.is_some();
        if turned && !self.is_safe(row) {
            return Ok(None);
        }
        // The second time only who was stored meanwhile by a process that did not know the new key.
        let (version, reached) = (indexes.newest(), row.reached);
        let subjects = match turned {
            false => store::subjects_indexed_before(vault, version, reached, BATCH).await?,
            true => store::subjects_left_before(vault, version, reached, BATCH).await?,
        };
        Ok(Some(match (subjects.is_empty(), turned) {
            (false, _) => {
                let work = Work::Reindex(row.clone());
                Step::new(Rotation::Index, &events::REINDEXED, work).about(subjects)
            }
            (true, false) => Step::new(Rotation::Index, &events::TURNED, Work::Turn),
            (true, true) => Step::new(Rotation::Index, &events::FINISHED, Work::Finish),
        }))
    }

    pub(super) async fn reindex<P: RotatesKeys>(
        &self,
        receipt: &Receipt<P>,
        row: &RotationRow,
        subjects: &[SubjectId],
    ) -> Result<u64, VaultError> {
        let held = self.held();
        let indexes = held.indexes.as_ref().ok_or(VaultError::KeysAway)?;
        let found = self.inner.data_keys.get_anew(subjects).await?;
        if !found.away.is_empty() {
            return Err(VaultError::KeysAway);
        }
        let mut new = Vec::new();
        for subject in subjects {
            if let Some(keys) = found.keys.get(subject) {
                let digests = self.digests_anew(receipt, indexes, *subject, keys).await?;
                new.extend(digests);
            }
        }
        let entry = receipt.number();
        let mut transaction = self.inner.vault.begin().await?;
        let done = store::upsert_indexes(&mut transaction, &new, entry).await?;
        transaction.commit().await?;
        if let Some(last) = subjects.last() {
            let counted = match row.turned_at {
                Some(_) => 0,
                None => i64::try_from(subjects.len()).unwrap_or(i64::MAX),
            };
            let mut transaction = self.inner.keyring.store.begin().await?;
            store::advance_rotation(&mut transaction, row, counted, *last, entry).await?;
            transaction.commit().await?;
        }
        Ok(done)
    }

    /// The digests of a subject under every index key, for the fields it is found by now.
    async fn digests_anew<P: RotatesKeys>(
        &self,
        receipt: &Receipt<P>,
        indexes: &Indexes,
        subject: SubjectId,
        keys: &Arc<SubjectKeys>,
    ) -> Result<Vec<NewIndex>, VaultError> {
        let vault = self.inner.vault.reader();
        let there = store::indexes_of(vault, subject).await?;
        let mut values: HashMap<&'static str, SecretText> = HashMap::new();
        for part in store::parts_of(vault, subject).await? {
            match searched_value(keys, &part) {
                Ok(found) => values.extend(found),
                Err(error) => receipt.note_undecryptable(subject, part_name(&part.part), error),
            }
        }
        let fields = [
            (TravellerPhone::NAME, Contact::NAME),
            (StaffPhone::NAME, Contact::NAME),
            (Document::NAME, Identity::NAME),
        ];
        let mut new = Vec::new();
        for (field, part) in fields {
            let Some(value) = values.get(part).filter(|_| is_found_by(&there, field)) else {
                continue;
            };
            let digests = indexes.keyed(field, value.expose().as_bytes());
            // A digest that no value of the subject gives is an old value's: it is not carried over.
            let current = |row: &IndexRow| {
                let digest = digests
                    .iter()
                    .find(|(version, _)| *version == row.key_version);
                row.field == field && digest.is_some_and(|(_, digest)| *digest == row.digest[..])
            };
            if there.iter().any(current) {
                new.extend(digests.iter().map(|(key_version, digest)| NewIndex {
                    field,
                    digest: *digest,
                    key_version: *key_version,
                    subject,
                }));
            }
        }
        Ok(new)
    }
}

fn is_found_by(there: &[IndexRow], field: &str) -> bool {
    there.iter().any(|row| row.field == field)
}

/// The value of a part that a subject may be found by, under the part's name.
fn searched_value(
    keys: &SubjectKeys,
    row: &PartRow,
) -> Result<Option<(&'static str, SecretText)>, BlobError> {
    let name = part_name(&row.part);
    if name != Contact::NAME && name != Identity::NAME {
        return Ok(None);
    }
    let part_ref = PartRef {
        subject: row.subject_id,
        record: row.record_id,
        part: name,
    };
    let key = keys.of(blob::version(&row.blob)?)?;
    let plaintext = blob::open(&key.cipher, key.version, &part_ref, &row.blob)?;
    let value = if name == Contact::NAME {
        let part: Result<Contact, _> = serde_json::from_slice(&plaintext);
        part.map(|contact| contact.phone)
    } else {
        let part: Result<Identity, _> = serde_json::from_slice(&plaintext);
        part.map(|identity| identity.number)
    };
    Ok(Some((name, value.map_err(|_| BlobError::Content)?)))
}
