//! Import (row B8): travellers, orders and payments from another system, in batches.
//!
//! Owns: what a row must be ([`rows`]), what it must fit to (nobody else's phone, a known traveller), the order in which
//! a batch is written, and the list of refused rows. It has no page: `hufu import` and the demonstration use it.
//! Must not: hold a whole file in memory, or put a value into an error, an entry or the list of refused rows.
//!
//! A record's id comes from its source and the number it has there, so importing it again changes nothing. Each batch is
//! recorded in the log, then its keys are stored, then its sealed parts, and its rows of the business store last: these
//! are what "already there" looks at, so a run that was cut off anywhere is completed by running it again.

mod claims;
mod events;
mod file;
mod item;
mod model;
mod orders;
mod payments;
mod permissions;
mod pipeline;
mod rejects;
pub mod rows;
mod store;
mod travellers;

pub use file::FileRows;
pub use item::{Counts, ImportError, Item, Problem, Refusal, Source};
pub use orders::{BookedOrder, Orders};
pub use payments::{Payments, is_payment_there};
pub use permissions::{ImportOrders, ImportPayments, ImportTravellers, PERMISSIONS};
pub use pipeline::{Finished, Kind, Progress, Stop, import, refuse};
pub use rejects::Rejects;
pub use travellers::Travellers;

use crate::kernel::feature::Feature;

pub const FEATURE: Feature = Feature {
    name: "import",
    permissions: PERMISSIONS,
    ..Feature::EMPTY
};
