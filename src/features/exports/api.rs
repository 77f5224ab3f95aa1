//! What other rooms may know of exports: who may take entries of the log out, and where that is asked for.

pub use super::{permissions::ExportEntries, settings::ExportSettings};

/// The form for entries; a selection as their list's address has it may follow.
pub const ENTRIES_FORM: &str = "/exports/new?data_set=entries";
