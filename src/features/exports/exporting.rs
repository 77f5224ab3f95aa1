//! What a data set has to say of itself before it can leave, whichever it is.

use std::future::Future;

use super::{
    fields::{self, FilterFields},
    model::{Chosen, Column, DataSet, FileFormat, Filter, Layout},
};
use crate::kernel::{
    authz::{Changes, Grant, Permission, Seals},
    http::Fields,
    parts::Passphrase,
};

/// Rows, and the travellers among them.
pub(super) type Counts = (i64, i64);

/// Which rows and columns of one data set leave.
pub(super) struct ExtractOf<P: Exporting> {
    pub filter: P::Filter,
    pub layout: Layout<P::Column>,
}

/// A permission to export one data set.
pub(super) trait Exporting: Permission + Changes + Seals<Passphrase> + Sized {
    const DATA_SET: DataSet;

    type Filter: Filter;

    type Column: Column;

    /// Reads the fields of the form that say which rows; none, with a problem, when nothing can be meant by them.
    fn read_filter(fields: &mut FilterFields<'_>) -> Option<Self::Filter>;

    fn read_columns(fields: &Fields, _: Option<FileFormat>) -> Vec<Chosen<Self::Column>> {
        fields::columns(fields)
    }

    /// The newest number of a data set that is numbered: what comes later does not change what was asked for.
    fn newest(_: &Grant<Self>) -> impl Future<Output = sqlx::Result<i64>> + Send {
        async { Ok(0) }
    }

    /// How many rows and people a filter reaches. Rows are counted a little beyond the most that may leave at once.
    fn count(
        grant: &Grant<Self>,
        filter: &Self::Filter,
    ) -> impl Future<Output = sqlx::Result<Counts>> + Send;
}
