//! Sealed parts as they were fetched: opened one by one under a receipt, masked or in clear.
//!
//! A part that does not open is not an error of the page it stands on: the receipt notes it, so that it is recorded before the
//! answer leaves, and the page shows that field as what it is.

use std::{
    collections::{HashMap, HashSet},
    fmt,
    sync::Arc,
};

use super::{
    VaultError,
    blob::{self, PartRef},
    data_keys::SubjectKeys,
};
use crate::{
    base::ids::{RecordId, SubjectId},
    kernel::{
        authz::{Masks, Permission, Receipt, Reveals},
        parts::{BlobError, Part, SecretText},
    },
};

/// Name and blob of a part.
pub(super) type SealedPart = (String, Vec<u8>);

/// Sealed parts with the keys to open them; nothing of it can be read without a receipt.
#[derive(Default)]
pub struct Sealed {
    pub(super) blobs: HashMap<(SubjectId, RecordId), Vec<SealedPart>>,
    pub(super) keys: HashMap<SubjectId, Arc<SubjectKeys>>,
    /// Subjects whose keys are there and cannot be unwrapped now.
    pub(super) away: HashSet<SubjectId>,
    pub(super) erased: HashSet<SubjectId>,
    /// The key service is away: what the cache still opens is for masks only.
    pub(super) masks_only: bool,
}

impl fmt::Debug for Sealed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[sealed]")
    }
}

/// What was found where a part should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opened<T> {
    Open(T),
    Absent,
    Erased,
    /// It is there, but its key is not at hand: the key service is away or denies.
    KeysUnavailable,
    /// It does not open; that is recorded in the log.
    Undecryptable,
}

impl<T> Opened<T> {
    /// The part, if it opened.
    pub fn part(&self) -> Option<&T> {
        match self {
            Self::Open(part) => Some(part),
            Self::Absent | Self::Erased | Self::KeysUnavailable | Self::Undecryptable => None,
        }
    }

    /// Why there is no part to show: a word of ours. Empty when there is one.
    pub fn absence(&self) -> &'static str {
        match self {
            Self::Open(_) => "",
            Self::Absent => "nothing",
            Self::Erased => "erased",
            Self::KeysUnavailable => "away",
            Self::Undecryptable => "broken",
        }
    }

    /// The same, with the part borrowed.
    pub fn as_ref(&self) -> Opened<&T> {
        match self {
            Self::Open(part) => Opened::Open(part),
            Self::Absent => Opened::Absent,
            Self::Erased => Opened::Erased,
            Self::KeysUnavailable => Opened::KeysUnavailable,
            Self::Undecryptable => Opened::Undecryptable,
        }
    }

    /// The same with another part.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Opened<U> {
        match self {
            Self::Open(part) => Opened::Open(change(part)),
            Self::Absent => Opened::Absent,
            Self::Erased => Opened::Erased,
            Self::KeysUnavailable => Opened::KeysUnavailable,
            Self::Undecryptable => Opened::Undecryptable,
        }
    }

    /// For who cannot go on without the key service.
    ///
    /// # Errors
    /// [`VaultError::KeysAway`] when the key is not at hand.
    pub fn at_hand(self) -> Result<Self, VaultError> {
        match self {
            Self::KeysUnavailable => Err(VaultError::KeysAway),
            Self::Open(_) | Self::Absent | Self::Erased | Self::Undecryptable => Ok(self),
        }
    }
}

/// A part in clear: wiped on drop, shown only through [`show`](Self::show).
pub struct Revealed<T: Part>(T);

/// One revealed field, ready to be printed into an answer.
pub struct Shown<'a>(&'a str);

impl<T: Part> Revealed<T> {
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

impl Sealed {
    /// The part, masked.
    ///
    /// # Errors
    /// When the receipt does not name the subject.
    pub fn masked<T: Part, P: Masks<T>>(
        &self,
        receipt: &Receipt<P>,
        subject: impl Into<SubjectId>,
        record: impl Into<RecordId>,
    ) -> Result<Opened<T::Masked>, VaultError> {
        let part: Opened<T> =
            self.open_covered(receipt, T::MASKED, subject.into(), record.into())?;
        Ok(part.map(|part| part.mask()))
    }

    /// The part, in clear. While the key service is away nothing is revealed, not even what the cache could open.
    ///
    /// A permission that only masks cannot reveal:
    ///
    /// ```compile_fail
    /// use hufu::base::ids::TravellerId;
    /// # use hufu::kernel::audit::EventKind;
    /// # const SEEN: EventKind = EventKind::new("thing.seen");
    /// # hufu::permissions! {
    /// #     ThingList = "thing":"list" { events: [SEEN], masks: [Contact] }
    /// # }
    /// use hufu::kernel::{authz::Receipt, parts::Contact, vault::{Sealed, VaultError}};
    /// fn peek(sealed: &Sealed, receipt: &Receipt<ThingList>, who: TravellerId) -> Result<(), VaultError> {
    ///     sealed.reveal::<Contact, _>(receipt, who, who).map(drop)
    /// }
    /// ```
    ///
    /// One that declares it can:
    ///
    /// ```
    /// use hufu::base::ids::TravellerId;
    /// # use hufu::kernel::audit::EventKind;
    /// # const SEEN: EventKind = EventKind::new("thing.seen");
    /// # hufu::permissions! {
    /// #     ThingReveal = "thing":"reveal" { events: [SEEN], reveals: [Contact] }
    /// # }
    /// use hufu::kernel::{authz::Receipt, parts::Contact, vault::{Sealed, VaultError}};
    /// fn open(sealed: &Sealed, receipt: &Receipt<ThingReveal>, who: TravellerId) -> Result<(), VaultError> {
    ///     sealed.reveal::<Contact, _>(receipt, who, who).map(drop)
    /// }
    /// ```
    ///
    /// # Errors
    /// When the receipt does not name the subject.
    pub fn reveal<T: Part, P: Reveals<T>>(
        &self,
        receipt: &Receipt<P>,
        subject: impl Into<SubjectId>,
        record: impl Into<RecordId>,
    ) -> Result<Opened<Revealed<T>>, VaultError> {
        let part = self.open_covered(receipt, T::REVEALED, subject.into(), record.into())?;
        Ok(part.map(Revealed))
    }

    fn open_covered<T: Part, P: Permission>(
        &self,
        receipt: &Receipt<P>,
        word: &'static str,
        subject: SubjectId,
        record: RecordId,
    ) -> Result<Opened<T>, VaultError> {
        if !receipt.covers(subject) || !receipt.opened().contains(&word) {
            return Err(VaultError::NotCovered);
        }
        let revealing = word == T::REVEALED;
        Ok(self
            .open(subject, record, revealing)
            .unwrap_or_else(|error| {
                receipt.note_undecryptable(subject, T::NAME, error);
                Opened::Undecryptable
            }))
    }

    /// The part itself; an error when it is there and does not open.
    pub(super) fn open<T: Part>(
        &self,
        subject: SubjectId,
        record: RecordId,
        revealing: bool,
    ) -> Result<Opened<T>, BlobError> {
        if self.erased.contains(&subject) {
            return Ok(Opened::Erased);
        }
        let blob = self.blobs.get(&(subject, record)).and_then(|parts| {
            parts
                .iter()
                .find_map(|(part, blob)| (part == T::NAME).then_some(blob))
        });
        let Some(blob) = blob else {
            return Ok(Opened::Absent);
        };
        if self.away.contains(&subject) || (revealing && self.masks_only) {
            return Ok(Opened::KeysUnavailable);
        }
        let version = blob::version(blob)?;
        // A part without any key: it was destroyed, or never stored, and nothing says that the subject was erased.
        let keys = self.keys.get(&subject).ok_or(BlobError::Version)?;
        let key = keys.of(version)?;
        let part_ref = PartRef {
            subject,
            record,
            part: T::NAME,
        };
        let plaintext = blob::open(&key.cipher, key.version, &part_ref, blob)?;
        serde_json::from_slice(&plaintext)
            .map(Opened::Open)
            .map_err(|_| BlobError::Content)
    }
}
