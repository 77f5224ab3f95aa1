//! The process log: to standard error, as JSON or text, without personal data.
//!
//! Only Hufu's own lines follow the configured level. Libraries are held to warnings whatever it says, because their debug lines
//! hold headers, cookies and statement values; and the environment is not asked, so that nobody can lift that with a variable.

use std::io;

use tracing::level_filters::LevelFilter;
use tracing::{Dispatch, error};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::{self, MakeWriter};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::{SubscriberInitExt, TryInitError};

use crate::config::{LogConfig, LogFormat};

/// Starts the process log; once a process.
///
/// A panic is logged by its place only: its message can quote whatever was being worked on.
///
/// # Errors
/// When a log was started before.
pub fn start(config: &LogConfig) -> Result<(), TryInitError> {
    subscriber(config, io::stderr).try_init()?;
    std::panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map(ToString::to_string)
            .unwrap_or_default();
        error!(place, "a thread panicked");
    }));
    Ok(())
}

fn subscriber<W>(config: &LogConfig, writer: W) -> Dispatch
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let layer = fmt::layer().with_writer(writer).with_ansi(false);
    let registry = tracing_subscriber::registry().with(filter(config.level));
    match config.format {
        LogFormat::Json => registry
            .with(layer.json().flatten_event(true).with_span_list(false))
            .into(),
        LogFormat::Text => registry.with(layer).into(),
    }
}

fn filter(level: LevelFilter) -> Targets {
    Targets::new()
        .with_default(level.min(LevelFilter::WARN))
        .with_target(env!("CARGO_CRATE_NAME"), level)
        // It logs the errors of extractors, which can quote what was sent; Hufu logs its own errors.
        .with_target("tracing_actix_web", LevelFilter::OFF)
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn logged(format: LogFormat, level: LevelFilter, act: fn()) -> Vec<String> {
        let lines = Lines::default();
        let writer = lines.clone();
        tracing::dispatcher::with_default(
            &subscriber(&LogConfig { format, level }, move || writer.clone()),
            act,
        );
        let bytes = lines.0.lock().unwrap().clone();
        String::from_utf8(bytes)
            .unwrap()
            .lines()
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn a_json_line_is_one_object_with_its_fields() {
        let lines = logged(LogFormat::Json, LevelFilter::INFO, || {
            tracing::info!(orders = 3, "imported");
        });
        let line: serde_json::Value = serde_json::from_str(&lines[0]).unwrap();
        assert_eq!(
            (&line["message"], &line["orders"], &line["level"]),
            (&"imported".into(), &3.into(), &"INFO".into())
        );
    }

    #[test]
    fn libraries_stay_quiet_at_every_level() {
        let act = || {
            tracing::debug!(target: "sqlx::query", "SELECT");
            tracing::trace!(target: "h2::codec", "cookie");
            tracing::error!(target: "tracing_actix_web::middleware", "what was sent");
            tracing::warn!(target: "rustls", "handshake");
            tracing::debug!("own");
        };
        assert_eq!(logged(LogFormat::Text, LevelFilter::TRACE, act).len(), 2);
        assert_eq!(logged(LogFormat::Text, LevelFilter::WARN, act).len(), 1);
        assert_eq!(logged(LogFormat::Text, LevelFilter::ERROR, act).len(), 0);
    }
}
