//! What the worker needs to know about a data set, and the cells that data sets share.

use std::{future::Future, io};

use super::table::ArchivedTable;
use crate::{
    base::ids::{RecordId, SubjectId, TravellerId},
    features::exports::{
        exporting::Exporting,
        model::{Chosen, Clarity, Class, Column, Filter, Layout},
    },
    i18n::{self, key},
    kernel::{
        authz::{Masks, Receipt, Reveals},
        db::Pool,
        parts::{Contact, MaskedContact},
        vault::{Opened, Revealed, Sealed, VaultError},
    },
};

/// Rows read, entered and opened together.
pub(super) const BATCH: i64 = 2_000;

/// A data set that can be read in pages and written as a table.
pub(super) trait Source: Exporting + Sized {
    /// One row as it is read.
    type Row: Send + Sync + 'static;

    /// The next page after a row, [`BATCH`] rows at most, in an order of its own.
    fn read(
        pool: &Pool,
        filter: &Filter,
        after: Option<&Self::Row>,
    ) -> impl Future<Output = sqlx::Result<Vec<Self::Row>>> + Send;

    /// The sealed records that the row's chosen columns need, each of them with its subject.
    fn places(row: &Self::Row, layout: &Layout, places: &mut Vec<(SubjectId, RecordId)>);

    /// Writes the row's cells.
    fn write(
        row: &Self::Row,
        batch: &Batch<Self>,
        layout: &Layout,
        table: &mut ArchivedTable,
    ) -> Result<(), WriteError>;
}

/// Rows with what the log lets be opened of them.
pub(super) struct Batch<S: Source> {
    pub rows: Vec<S::Row>,
    pub receipt: Receipt<S>,
    pub sealed: Sealed,
}

/// Why a row could not be written.
#[derive(Debug, thiserror::Error)]
pub(super) enum WriteError {
    /// The disk refused.
    #[error("the file cannot be written: {0}")]
    File(#[from] io::Error),
    /// A sealed value does not open.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

/// A traveller's contact as the layout asks for it.
pub(super) struct Contacts {
    masked: Option<Opened<MaskedContact>>,
    clear: Option<Opened<Revealed<Contact>>>,
}

impl Contacts {
    /// Opens what the layout needs and nothing else. An erased traveller's cells say so.
    pub(super) fn open<S>(
        batch: &Batch<S>,
        layout: &Layout,
        traveller: TravellerId,
    ) -> Result<Self, VaultError>
    where
        S: Source + Masks<Contact> + Reveals<Contact>,
    {
        let Batch {
            receipt, sealed, ..
        } = batch;
        let masked = layout
            .has(Class::Contact, Clarity::Masked)
            .then(|| sealed.masked::<Contact, _>(receipt, traveller, traveller))
            .transpose()?;
        let clear = layout
            .has(Class::Contact, Clarity::Clear)
            .then(|| sealed.reveal::<Contact, _>(receipt, traveller, traveller))
            .transpose()?;
        Ok(Self {
            masked: at_hand(masked)?,
            clear: at_hand(clear)?,
        })
    }

    /// Writes one of its columns.
    pub(super) fn write(
        &self,
        chosen: Chosen,
        layout: &Layout,
        table: &mut ArchivedTable,
    ) -> io::Result<()> {
        let clear = chosen.clarity == Some(Clarity::Clear);
        match (&self.clear, &self.masked) {
            (Some(Opened::Open(contact)), _) if clear => {
                let shown = contact.show(|contact| match chosen.column {
                    Column::Name => &contact.name,
                    Column::Phone => &contact.phone,
                    _ => &contact.email,
                });
                table.text(shown.as_str())
            }
            (_, Some(Opened::Open(contact))) if !clear => table.text(match chosen.column {
                Column::Name => &contact.name,
                Column::Phone => &contact.phone,
                _ => &contact.email,
            }),
            (Some(absent), _) if clear => table.text(absence(absent, layout)),
            (_, Some(absent)) if !clear => table.text(absence(absent, layout)),
            _ => table.text(""),
        }
    }
}

/// Without the key service no file is written: a file full of holes would be taken for the whole.
pub(super) fn at_hand<T>(opened: Option<Opened<T>>) -> Result<Option<Opened<T>>, VaultError> {
    opened.map(Opened::at_hand).transpose()
}

/// What stands in the cells of a part that is not there.
pub(super) fn absence<T>(opened: &Opened<T>, layout: &Layout) -> &'static str {
    match opened {
        Opened::Erased => i18n::text(layout.language, key::SENSITIVE_ERASED),
        Opened::Broken => i18n::text(layout.language, key::SENSITIVE_BROKEN),
        Opened::Open(_) | Opened::Nothing | Opened::Away => "",
    }
}
