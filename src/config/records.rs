//! `[exports]` and `[policy]`: what may leave, and who may do what.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::reader::Reader;

/// Where export files wait, and for how long.
#[derive(Debug, Clone)]
pub struct ExportsConfig {
    /// `exports.directory`: encrypted files wait here for their one download; absolute.
    pub directory: PathBuf,
    /// `exports.expiry_minutes`: then an export is deleted. At most 60.
    pub expiry: Duration,
    /// `exports.maximum_rows`: a larger export is refused.
    pub maximum_rows: u32,
}

/// Which permission policy applies.
#[derive(Debug, Clone)]
pub struct PolicyConfig {
    /// `policy.directory`: a folder that replaces the policy files inside the program; absolute.
    pub directory: Option<PathBuf>,
}

impl ExportsConfig {
    pub(super) fn read(reader: &mut Reader<'_>, data_directory: &Path) -> Self {
        let expiry = reader.number(
            "exports.expiry_minutes",
            60,
            1..=60,
            "minutes",
            "a forgotten export is a leak",
        );
        Self {
            directory: reader
                .optional_path("exports.directory")
                .unwrap_or_else(|| data_directory.join("exports")),
            expiry: Duration::from_secs(u64::from(expiry) * 60),
            maximum_rows: reader.number(
                "exports.maximum_rows",
                1_000_000,
                1..=100_000_000,
                "rows",
                "",
            ),
        }
    }
}

impl PolicyConfig {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            directory: reader.optional_path("policy.directory"),
        }
    }
}
