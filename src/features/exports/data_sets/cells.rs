//! Cells that show a sealed part.

use std::io;

use crate::i18n::key;
use crate::{
    base::{
        ids::{RecordId, SubjectId},
        locale::Locale,
    },
    features::exports::{
        model::{Classed, Disclosure, Layout},
        run::{
            source::{Batch, Source},
            table::ArchivedTable,
        },
    },
    i18n,
    kernel::{
        authz::{Masks, Reveals},
        parts::{Part, SecretText},
        vault::{Opened, Revealed, Shown, VaultError},
    },
};

/// One sealed part of a row, opened in the ways in which the layout asks for it and in no other.
pub(super) struct Cells<P: Part> {
    masked: Option<Opened<P::Masked>>,
    clear: Option<Opened<Revealed<P>>>,
    language: Locale,
}

/// What one cell of it says.
pub(super) enum Cell<'a> {
    Masked(&'a str),
    Clear(Shown<'a>),
    /// Why there is nothing to show, in the file's language.
    Absent(&'static str),
}

impl<P: Classed> Cells<P> {
    /// Opens what the layout needs.
    ///
    /// # Errors
    /// Without the key service no file is written: a file full of holes would be taken for the whole.
    pub fn open<S: Source + Masks<P> + Reveals<P>>(
        batch: &Batch<S>,
        layout: &Layout<S::Column>,
        subject: impl Into<SubjectId> + Copy,
        record: impl Into<RecordId> + Copy,
    ) -> Result<Self, VaultError> {
        let mut cells = Self::open_clear(batch, layout, subject, record)?;
        if layout.has(P::CLASS, Disclosure::Masked) {
            let masked = batch
                .sealed
                .masked::<P, S>(&batch.receipt, subject, record)?;
            cells.masked = Some(masked.at_hand()?);
        }
        Ok(cells)
    }

    /// The same of a part without a mask.
    pub fn open_clear<S: Source + Reveals<P>>(
        batch: &Batch<S>,
        layout: &Layout<S::Column>,
        subject: impl Into<SubjectId>,
        record: impl Into<RecordId>,
    ) -> Result<Self, VaultError> {
        let mut clear = None;
        if layout.has(P::CLASS, Disclosure::Clear) {
            let revealed = batch
                .sealed
                .reveal::<P, S>(&batch.receipt, subject, record)?;
            clear = Some(revealed.at_hand()?);
        }
        Ok(Self {
            masked: None,
            clear,
            language: layout.language,
        })
    }

    /// A cell that leaves in this way.
    pub fn cell(
        &self,
        disclosure: Option<Disclosure>,
        masked: impl FnOnce(&P::Masked) -> &str,
        clear: impl FnOnce(&P) -> &SecretText,
    ) -> Cell<'_> {
        match disclosure {
            Some(Disclosure::Masked) => match &self.masked {
                Some(Opened::Open(part)) => Cell::Masked(masked(part)),
                other => self.absent(other.as_ref()),
            },
            Some(Disclosure::Clear) => self.clear(disclosure, clear),
            None => Cell::Absent(""),
        }
    }

    /// A cell that leaves in clear or not at all.
    pub fn clear(
        &self,
        disclosure: Option<Disclosure>,
        clear: impl FnOnce(&P) -> &SecretText,
    ) -> Cell<'_> {
        match (disclosure, &self.clear) {
            (Some(Disclosure::Clear), Some(Opened::Open(part))) => Cell::Clear(part.show(clear)),
            (Some(Disclosure::Clear), other) => self.absent(other.as_ref()),
            (Some(Disclosure::Masked) | None, _) => Cell::Absent(""),
        }
    }

    fn absent<T>(&self, opened: Option<&Opened<T>>) -> Cell<'static> {
        Cell::Absent(match opened {
            Some(Opened::Erased) => i18n::text(self.language, key::SENSITIVE_ERASED),
            Some(Opened::Undecryptable) => i18n::text(self.language, key::SENSITIVE_BROKEN),
            Some(Opened::Open(_) | Opened::Absent | Opened::KeysUnavailable) | None => "",
        })
    }
}

impl Cell<'_> {
    /// Writes it as it is.
    pub fn write(&self, table: &mut ArchivedTable) -> io::Result<()> {
        match self {
            Self::Masked(text) | Self::Absent(text) => table.text(text),
            Self::Clear(shown) => table.text(shown.as_str()),
        }
    }

    /// Writes the word for it. A value without a word of ours leaves only in clear.
    pub fn write_word(
        &self,
        table: &mut ArchivedTable,
        word: impl FnOnce(&str) -> Option<&'static str>,
    ) -> io::Result<()> {
        match self {
            Self::Masked(text) => table.text(word(text).unwrap_or_default()),
            Self::Clear(shown) => table.text(word(shown.as_str()).unwrap_or(shown.as_str())),
            Self::Absent(why) => table.text(why),
        }
    }
}
