//! `[log]` and `[policy]`: how the process log is written (never with personal data, at any level), and who may do what.

use std::path::PathBuf;

use tracing::level_filters::LevelFilter;

/// The form of a log line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// One JSON object a line, for machines.
    Json,
    /// One readable line, for people at a terminal.
    Text,
}

crate::settings! {
    pub struct PolicyConfig in "policy" {
        /// Folder with model.conf, policy.csv and never.csv that replace the policy inside the program. SIGHUP reads them again.
        directory: Option<PathBuf> = "directory", optional("policies", path, "none");
    }
}

crate::settings! {
    pub struct LogConfig in "log" {
        /// "json" for machines, "text" for people.
        format: LogFormat = "format", choice(("json", LogFormat::Json), &[("text", LogFormat::Text)]);
        /// The least important level written: "error", "warn", "info", "debug" or "trace".
        level: LevelFilter = "level", choice(("info", LevelFilter::INFO), &[
            ("error", LevelFilter::ERROR),
            ("warn", LevelFilter::WARN),
            ("debug", LevelFilter::DEBUG),
            ("trace", LevelFilter::TRACE),
        ]);
    }
}
