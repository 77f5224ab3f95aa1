//! The data sets that leave, each in one place: its columns and filter, its SQL, its cells.
//!
//! A new one is a file here, a permission, a word in [`DataSet`] and whatever does not compile without it.

mod cells;
mod entries;
mod orders;
mod payments;
mod travellers;

pub(super) use orders::{OrderColumn, count as count_orders};
pub(super) use payments::{PaymentColumn, count as count_payments};
pub(super) use travellers::{TravellerColumn, count as count_travellers};
