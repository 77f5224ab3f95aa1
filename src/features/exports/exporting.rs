//! What a permission to export says of its data set.

use std::future::Future;

use super::settings::ExportSettings;
use super::{
    counts::{self, Counts},
    model::{DataSet, Filter},
    permissions::{ExportEntries, ExportOrders, ExportPayments, ExportTravellers},
};
use crate::kernel::{
    authz::{Changes, Grant, Permission, Seals},
    parts::Passphrase,
};

/// A permission to export one data set.
pub trait Exporting: Permission + Changes + Seals<Passphrase> + Sized {
    /// Which.
    const DATA_SET: DataSet;

    /// The newest number of a data set that is numbered: what comes later does not change what was asked for.
    fn newest(_: &Grant<Self>) -> impl Future<Output = sqlx::Result<i64>> + Send {
        async { Ok(0) }
    }

    /// How many rows and people a filter reaches. Rows are counted a little beyond the most that may leave at once.
    fn count(
        grant: &Grant<Self>,
        filter: &Filter,
    ) -> impl Future<Output = sqlx::Result<Counts>> + Send {
        counts::count(grant.kernel().business().reader(), Self::DATA_SET, filter)
    }
}

impl Exporting for ExportOrders {
    const DATA_SET: DataSet = DataSet::Orders;
}

impl Exporting for ExportTravellers {
    const DATA_SET: DataSet = DataSet::Travellers;
}

impl Exporting for ExportPayments {
    const DATA_SET: DataSet = DataSet::Payments;
}

impl Exporting for ExportEntries {
    const DATA_SET: DataSet = DataSet::Entries;

    async fn newest(grant: &Grant<Self>) -> sqlx::Result<i64> {
        grant.log().size().await
    }

    async fn count(grant: &Grant<Self>, filter: &Filter) -> sqlx::Result<Counts> {
        let Some(entries) = &filter.entries else {
            return Ok((0, 0));
        };
        let (selected, through) = (entries.selection.entries(), entries.through);
        let most = grant
            .kernel()
            .settings()
            .features
            .of::<ExportSettings>()
            .maximum_rows;
        let run = grant.log().run(&selected, through, most + 1).await?;
        if run.count > most {
            // Too many to leave: whom they are about need not be counted.
            return Ok((run.count, 0));
        }
        Ok((run.count, grant.log().people(&selected, through).await?))
    }
}
