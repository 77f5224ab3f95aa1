//! The vocabulary of exports: closed words, columns and their choice, filters. Nothing here knows a data set.

mod column;
mod filter;
mod layout;
mod words;

pub(super) use column::columns;
pub use column::{Class, Classed, Column, ColumnInfo, Made, Offered};
pub(super) use filter::condition;
pub use filter::{Filter, Period};
pub use layout::{Chosen, Layout};
pub use words::{DataSet, Disclosure, FileFormat, Notice, State};
