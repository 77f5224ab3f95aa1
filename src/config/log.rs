//! `[log]`: how the process log is written. It never holds personal data, at any level.

use tracing::level_filters::LevelFilter;

use super::reader::Reader;

/// The form of a log line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// One JSON object a line, for machines.
    Json,
    /// One readable line, for people at a terminal.
    Text,
}

/// How the process log is written.
#[derive(Debug, Clone)]
pub struct LogConfig {
    /// `log.format`.
    pub format: LogFormat,
    /// `log.level`: the least important level that is still written.
    pub level: LevelFilter,
}

impl LogConfig {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let levels = [
            ("error", LevelFilter::ERROR),
            ("warn", LevelFilter::WARN),
            ("info", LevelFilter::INFO),
            ("debug", LevelFilter::DEBUG),
            ("trace", LevelFilter::TRACE),
        ];
        Self {
            format: reader
                .choice(
                    "log.format",
                    Some(LogFormat::Json),
                    [("json", LogFormat::Json), ("text", LogFormat::Text)],
                )
                .unwrap_or(LogFormat::Json),
            level: reader
                .choice("log.level", Some(LevelFilter::INFO), levels)
                .unwrap_or(LevelFilter::INFO),
        }
    }
}
