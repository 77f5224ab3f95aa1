//! `[exports]`: where encrypted files wait, how long (B4), and how many rows one may have.

use std::{path::PathBuf, time::Duration};

crate::settings! {
    pub struct ExportSettings in "exports" {
        /// Folder where encrypted export files wait for their one download.
        directory: PathBuf = "directory", in_data("exports");
        /// Minutes after which an export file is deleted.
        expiry: Duration = "expiry_minutes", minutes(60, 1..=60, "a forgotten export is a leak");
        /// Rows that one export may have.
        maximum_rows: i64 = "maximum_rows", number(1_000_000, 1..=100_000_000, "rows", "").map(i64::from);
    }
}
