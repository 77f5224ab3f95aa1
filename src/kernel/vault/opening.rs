//! Opening: sealed values are fetched as they are and opened one by one under a receipt.

use std::{collections::HashMap, fmt, sync::Arc};

use super::{
    Contact, Part, SecretText, Vault, VaultError,
    blob::{self, BlobError, Place},
    data_keys::DataKey,
    store,
};
use crate::{
    base::{
        ids::{RecordId, StaffId, SubjectId},
        phone::Phone,
    },
    kernel::authz::{Masks, Permission, Receipt, Reveals},
};

/// Name and blob of a part.
type SealedPart = (String, Vec<u8>);

/// Sealed parts with the keys to open them; nothing of it can be read without a receipt.
pub struct Sealed {
    blobs: HashMap<(SubjectId, RecordId), Vec<SealedPart>>,
    keys: HashMap<SubjectId, Arc<DataKey>>,
}

impl fmt::Debug for Sealed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[sealed]")
    }
}

/// A part in clear: wiped on drop, shown only through [`show`](Self::show).
pub struct Revealed<T: Part>(T);

/// One revealed field, ready to be printed into an answer.
pub struct Shown<'a>(&'a str);

impl<T: Part> Revealed<T> {
    /// One field, printable.
    pub fn show(&self, field: impl FnOnce(&T) -> &SecretText) -> Shown<'_> {
        Shown(field(&self.0).expose())
    }
}

impl<T: Part> fmt::Debug for Revealed<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[sealed]")
    }
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0)
    }
}

impl Shown<'_> {
    /// Whether the field is empty.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text, for a writer that takes bytes.
    pub fn as_str(&self) -> &str {
        self.0
    }
}

impl Vault {
    /// Fetches the parts that the receipt opens of these records, still sealed.
    ///
    /// # Errors
    /// When the receipt does not name one of the subjects, or a store refuses.
    pub async fn fetch<P: Permission>(
        &self,
        receipt: &Receipt<P>,
        places: &[(SubjectId, RecordId)],
    ) -> Result<Sealed, VaultError> {
        let opened = receipt.opened().iter();
        let mut kinds: Vec<_> = opened.filter_map(|word| word.split(':').next()).collect();
        kinds.sort_unstable();
        kinds.dedup();
        if places.is_empty() || kinds.is_empty() {
            return Ok(Sealed {
                blobs: HashMap::new(),
                keys: HashMap::new(),
            });
        }
        if places.iter().any(|(subject, _)| !receipt.covers(*subject)) {
            return Err(VaultError::NotCovered);
        }
        self.fetch_places(places, &kinds).await
    }

    async fn fetch_places(
        &self,
        places: &[(SubjectId, RecordId)],
        kinds: &[&'static str],
    ) -> Result<Sealed, VaultError> {
        let mut subjects: Vec<_> = places.iter().map(|(subject, _)| *subject).collect();
        subjects.sort_unstable();
        subjects.dedup();
        let keys = self.inner.data_keys.get(&subjects).await?;
        let mut blobs: HashMap<_, Vec<_>> =
            places.iter().map(|place| (*place, Vec::new())).collect();
        for row in store::parts(self.inner.vault.reader(), &subjects, kinds).await? {
            // Other records of the same subjects were read along: they were not asked for.
            if let Some(parts) = blobs.get_mut(&(row.subject_id, row.record_id)) {
                parts.push((row.part, row.blob));
            }
        }
        Ok(Sealed { blobs, keys })
    }

    /// The actor's own name and the last four digits of their phone, for the shell and the watermark.
    ///
    /// # Errors
    /// When a store refuses or the sealed value does not open.
    pub(in crate::kernel) async fn own_label<P: Permission>(
        &self,
        receipt: &Receipt<P>,
    ) -> Result<Option<(String, String)>, VaultError> {
        let Some(staff) = receipt.origin().actor.staff() else {
            return Ok(None);
        };
        let contact = self.staff_contact(staff).await?;
        Ok(contact.map(|contact| {
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
    /// When a store refuses or the sealed value does not open.
    pub(in crate::kernel) async fn staff_phone<P: Permission>(
        &self,
        _receipt: &Receipt<P>,
        staff: StaffId,
    ) -> Result<Option<Phone>, VaultError> {
        let contact = self.staff_contact(staff).await?;
        contact
            .map(|contact| {
                Phone::parse(contact.phone.expose()).map_err(|_| BlobError::Content.into())
            })
            .transpose()
    }

    async fn staff_contact(&self, staff: StaffId) -> Result<Option<Contact>, VaultError> {
        let (subject, record) = (SubjectId::from(staff), RecordId::from(staff));
        self.fetch_places(&[(subject, record)], &[Contact::NAME])
            .await?
            .open(subject, record)
    }
}

impl Sealed {
    /// The part, masked. `None` when there is none or the subject is erased.
    ///
    /// # Errors
    /// When the receipt does not name the subject or the sealed value does not open.
    pub fn masked<T: Part, P: Masks<T>>(
        &self,
        receipt: &Receipt<P>,
        subject: impl Into<SubjectId>,
        record: impl Into<RecordId>,
    ) -> Result<Option<T::Masked>, VaultError> {
        let part: Option<T> =
            self.open_covered(receipt, T::MASKED, subject.into(), record.into())?;
        Ok(part.map(|part| part.mask()))
    }

    /// The part, in clear. `None` when there is none or the subject is erased.
    ///
    /// A permission that only masks cannot reveal:
    ///
    /// ```compile_fail
    /// use hufu::base::ids::TravellerId;
    /// use hufu::features::orders::OrderList;
    /// use hufu::kernel::{authz::Receipt, vault::{Contact, Sealed, VaultError}};
    /// fn peek(sealed: &Sealed, receipt: &Receipt<OrderList>, who: TravellerId) -> Result<(), VaultError> {
    ///     sealed.reveal::<Contact, _>(receipt, who, who).map(drop)
    /// }
    /// ```
    ///
    /// One that declares it can:
    ///
    /// ```
    /// use hufu::base::ids::TravellerId;
    /// use hufu::features::orders::OrderRevealContact;
    /// use hufu::kernel::{authz::Receipt, vault::{Contact, Sealed, VaultError}};
    /// fn open(sealed: &Sealed, receipt: &Receipt<OrderRevealContact>, who: TravellerId) -> Result<(), VaultError> {
    ///     sealed.reveal::<Contact, _>(receipt, who, who).map(drop)
    /// }
    /// ```
    ///
    /// # Errors
    /// When the receipt does not name the subject or the sealed value does not open.
    pub fn reveal<T: Part, P: Reveals<T>>(
        &self,
        receipt: &Receipt<P>,
        subject: impl Into<SubjectId>,
        record: impl Into<RecordId>,
    ) -> Result<Option<Revealed<T>>, VaultError> {
        Ok(self
            .open_covered(receipt, T::REVEALED, subject.into(), record.into())?
            .map(Revealed))
    }

    fn open_covered<T: Part, P: Permission>(
        &self,
        receipt: &Receipt<P>,
        word: &str,
        subject: SubjectId,
        record: RecordId,
    ) -> Result<Option<T>, VaultError> {
        if !receipt.covers(subject) || !receipt.opened().contains(&word) {
            return Err(VaultError::NotCovered);
        }
        self.open(subject, record)
    }

    fn open<T: Part>(&self, subject: SubjectId, record: RecordId) -> Result<Option<T>, VaultError> {
        let blob = self.blobs.get(&(subject, record)).and_then(|parts| {
            parts
                .iter()
                .find_map(|(part, blob)| (part == T::NAME).then_some(blob))
        });
        let (Some(blob), Some(key)) = (blob, self.keys.get(&subject)) else {
            return Ok(None);
        };
        let plaintext = blob::open(
            &key.cipher,
            key.version,
            &Place {
                subject,
                record,
                part: T::NAME,
            },
            blob,
        )?;
        Ok(Some(
            serde_json::from_slice(&plaintext).map_err(|_| BlobError::Content)?,
        ))
    }
}
