//! What the worker needs to know about a data set that is a table.

use std::{future::Future, io};

use super::table::ArchivedTable;
use crate::{
    base::ids::{RecordId, SubjectId},
    features::exports::{exporting::Exporting, model::Layout},
    kernel::{
        authz::Receipt,
        db::Pool,
        vault::{Sealed, VaultError},
    },
};

/// Rows read, recorded and opened together.
pub(in crate::features::exports) const BATCH: i64 = 2_000;

/// The time of making, not to be looked up by index: for pages in another order, which an index of their own gives. SQLite
/// would rather read every row of the time by its index and sort them, for each page anew.
pub(in crate::features::exports) const UNINDEXED_TIME: &str = "+created_at";

/// A data set that can be read in pages and written as a table.
pub(in crate::features::exports) trait Source:
    Exporting + Sized
{
    /// One row as it is read.
    type Row: Send + Sync + 'static;

    /// The next page after a row, [`BATCH`] rows at most, in an order of its own.
    fn read(
        pool: &Pool,
        filter: &Self::Filter,
        after: Option<&Self::Row>,
    ) -> impl Future<Output = sqlx::Result<Vec<Self::Row>>> + Send;

    /// The sealed records that the row's chosen columns need, each of them with its subject.
    fn refs(row: &Self::Row, layout: &Layout<Self::Column>, refs: &mut Vec<(SubjectId, RecordId)>);

    fn write(
        row: &Self::Row,
        batch: &Batch<Self>,
        layout: &Layout<Self::Column>,
        table: &mut ArchivedTable,
    ) -> Result<(), WriteError>;
}

/// Rows with what the log lets be opened of them.
pub(in crate::features::exports) struct Batch<S: Source> {
    pub rows: Vec<S::Row>,
    pub receipt: Receipt<S>,
    pub sealed: Sealed,
}

/// Why a row could not be written.
#[derive(Debug, thiserror::Error)]
pub(in crate::features::exports) enum WriteError {
    #[error("the file cannot be written: {0}")]
    File(#[from] io::Error),
    /// A sealed value does not open.
    #[error(transparent)]
    Vault(#[from] VaultError),
}
