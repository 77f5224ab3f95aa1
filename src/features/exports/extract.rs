//! What leaves, of whichever data set: one value that the row stores, the approval names and the worker follows.

use super::{
    data_sets::{count_orders, count_payments, count_travellers},
    exporting::{Counts, Exporting, ExtractOf},
    model::{ColumnInfo, DataSet, Disclosure, Filter},
    permissions::{ExportEntries, ExportOrders, ExportPayments, ExportTravellers},
};
use crate::{base::locale::Locale, kernel::db::Pool};

/// Filter and columns of one data set.
pub(super) enum Extract {
    Orders(ExtractOf<ExportOrders>),
    Travellers(ExtractOf<ExportTravellers>),
    Payments(ExtractOf<ExportPayments>),
    Entries(ExtractOf<ExportEntries>),
}

/// A permission that finds its own data set in an extract.
pub(super) trait Extracting: Exporting {
    fn wrap(extract: ExtractOf<Self>) -> Extract;

    /// None when it is about another data set.
    fn of(extract: &Extract) -> Option<&ExtractOf<Self>>;
}

macro_rules! extracting {
    ($($permission:ident: $kind:ident,)+) => {
        $(impl Extracting for $permission {
            fn wrap(extract: ExtractOf<Self>) -> Extract {
                Extract::$kind(extract)
            }

            fn of(extract: &Extract) -> Option<&ExtractOf<Self>> {
                if let Extract::$kind(own) = extract { Some(own) } else { None }
            }
        })+
    };
}

extracting! {
    ExportOrders: Orders,
    ExportTravellers: Travellers,
    ExportPayments: Payments,
    ExportEntries: Entries,
}

/// Says the same of an extract whatever its data set.
macro_rules! of_each {
    ($extract:expr, $one:ident => $what:expr) => {
        match $extract {
            Extract::Orders($one) => $what,
            Extract::Travellers($one) => $what,
            Extract::Payments($one) => $what,
            Extract::Entries($one) => $what,
        }
    };
}
pub(super) use of_each;

impl Extract {
    /// Reads what a row stores: two JSON texts.
    ///
    /// # Errors
    /// When the filter or a column is not this data set's.
    pub(super) fn read(data_set: DataSet, filter: &str, columns: &str) -> serde_json::Result<Self> {
        fn own<P: Exporting>(filter: &str, columns: &str) -> serde_json::Result<ExtractOf<P>> {
            Ok(ExtractOf {
                filter: serde_json::from_str(filter)?,
                layout: serde_json::from_str(columns)?,
            })
        }
        Ok(match data_set {
            DataSet::Orders => Self::Orders(own(filter, columns)?),
            DataSet::Travellers => Self::Travellers(own(filter, columns)?),
            DataSet::Payments => Self::Payments(own(filter, columns)?),
            DataSet::Entries => Self::Entries(own(filter, columns)?),
        })
    }

    /// The same two texts: filter and columns.
    pub(super) fn stored(&self) -> serde_json::Result<(String, String)> {
        of_each!(self, one => Ok((
            serde_json::to_string(&one.filter)?,
            serde_json::to_string(&one.layout)?,
        )))
    }

    pub(super) fn data_set(&self) -> DataSet {
        match self {
            Self::Orders(_) => DataSet::Orders,
            Self::Travellers(_) => DataSet::Travellers,
            Self::Payments(_) => DataSet::Payments,
            Self::Entries(_) => DataSet::Entries,
        }
    }

    /// The language of the file.
    pub(super) fn language(&self) -> Locale {
        of_each!(self, one => one.layout.language)
    }

    /// The columns that leave in this way.
    pub(super) fn with(&self, disclosure: Option<Disclosure>) -> Vec<ColumnInfo> {
        of_each!(self, one => one.layout.with(disclosure).collect())
    }

    /// The filter in words, one phrase a condition; none if every row leaves.
    pub(super) fn conditions(&self, locale: Locale) -> Vec<String> {
        of_each!(self, one => one.filter.conditions(locale))
    }

    /// The names of the filters, where the entry about the export says them.
    pub(super) fn filter_names(&self) -> Vec<&'static str> {
        of_each!(self, one => one.filter.names())
    }

    /// Rows and people that the filter reaches now; none for entries of the log. Of those none is ever changed or added below
    /// a number; what was pruned meanwhile, the worker finds, who may read the log.
    pub(super) async fn count_again(&self, pool: &Pool) -> sqlx::Result<Option<Counts>> {
        match self {
            Self::Orders(orders) => count_orders(pool, &orders.filter).await.map(Some),
            Self::Travellers(travellers) => {
                count_travellers(pool, &travellers.filter).await.map(Some)
            }
            Self::Payments(payments) => count_payments(pool, &payments.filter).await.map(Some),
            Self::Entries(_) => Ok(None),
        }
    }
}
