//! `[audit]`: how long the log is kept, and how often it becomes evidence.

use std::{path::PathBuf, time::Duration};

use crate::settings::Reader;

/// Cybersecurity Law of the PRC, article 23(3) as in force since 2026-01-01 (A7).
const LAW: &str = "the law asks for six months of logs at least";
const TAIL: &str = "what came after the last checkpoint can be cut off unseen";
const LATE: &str = "a broken log should not wait for somebody to look";

crate::settings! {
    pub struct EvidenceSettings in "audit" {
        /// Calendar months that audit entries are kept; six is the law.
        retention_months: u32 = "retention_months", number(13, 6..=1200, "months", LAW);
        /// Entries past it are removed every day; only their hashes stay. With a folder here, they are written there first.
        archive_directory: Option<PathBuf> = "archive_directory", optional("archive", path, "none");
        /// What the log is called in its checkpoints. Another name begins another log.
        name: Option<String> = "name",
            optional("travel.example/audit", name, "the host of listen.public_name with /audit");
        /// Minutes between two checkpoints, while there is something new.
        checkpoint_age: Duration = "checkpoint_minutes", minutes(60, 1..=1440, TAIL);
        /// Hours between two verifications of the whole log.
        verification_age: Duration = "verify_hours", hours(24, 1..=168, LATE);
    }
}

fn name(reader: &mut Reader<'_>, setting: &'static str, name: String) -> Option<String> {
    if name.contains(|c: char| c.is_whitespace() || c == '+') {
        reader.problem(
            setting,
            "may hold no space and no plus, such as travel.example/audit",
        );
    }
    Some(name)
}
