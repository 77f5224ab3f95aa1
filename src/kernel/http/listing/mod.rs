//! What lists share: a URL that is read strictly, pages that begin at a row, and the links from one page to another.
//!
//! Owns: the parameters `sort`, `size` and `at`, the days `from` and `to`, and how an address is written.
//! Must not: know a list's own filters, columns or rows, nor let a parameter pass that nobody reads.

mod address;
mod days;
mod paging;
mod query;

pub use address::{Chip, ListAddress};
pub use days::DaySpan;
pub use paging::{ListPage, Paging, SizeLink, Sorting, Walk};
pub use query::{Complaint, ListQuery};

/// The parameter that says in which order.
const SORT: &str = "sort";
/// The parameter that says how many rows a page has.
const SIZE: &str = "size";
/// The parameter that says where a page begins.
const AT: &str = "at";
