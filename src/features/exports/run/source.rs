//! What the worker needs to know about a data set, and the cells that data sets share.

use std::{future::Future, io};

use super::table::ArchivedTable;
use crate::{
    base::ids::{RecordId, SubjectId, TravellerId},
    features::exports::{
        model::{Chosen, Clarity, Class, Column, Filter, Layout},
        permissions::Exporting,
    },
    kernel::{
        authz::{Masks, Receipt, Reveals},
        db::Pool,
        vault::{Contact, MaskedContact, Revealed, Sealed, VaultError},
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
    masked: Option<MaskedContact>,
    clear: Option<Revealed<Contact>>,
}

impl Contacts {
    /// Opens what the layout needs and nothing else. An erased traveller has empty cells.
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
            masked: masked.flatten(),
            clear: clear.flatten(),
        })
    }

    /// Writes one of its columns.
    pub(super) fn write(&self, chosen: Chosen, table: &mut ArchivedTable) -> io::Result<()> {
        let clear = chosen.clarity == Some(Clarity::Clear);
        match (&self.clear, &self.masked) {
            (Some(contact), _) if clear => {
                let shown = contact.show(|contact| match chosen.column {
                    Column::Name => &contact.name,
                    Column::Phone => &contact.phone,
                    _ => &contact.email,
                });
                table.text(shown.as_str())
            }
            (_, Some(contact)) if !clear => table.text(match chosen.column {
                Column::Name => &contact.name,
                Column::Phone => &contact.phone,
                _ => &contact.email,
            }),
            _ => table.text(""),
        }
    }
}
