//! Metrics for whoever watches over Hufu, in the OpenMetrics text format that Prometheus reads (B9).
//!
//! Owns: one registry a process, the names of the metrics, their labels.
//! Must not: hold anything personal, or a label that grows with people, paths or values: each label is one of a few words of
//! ours.
//!
//! One file a concern: [`keys`](KeyFigures), [`answers`](AnswerFigures), [`audit`](AuditFigures). A new concern is a file with a
//! struct that registers its metrics, and a field here. Whatever counts is given its own struct; what is only known when somebody
//! asks is looked up then.

mod answers;
mod audit;
mod keys;

pub use answers::AnswerFigures;
pub use audit::AuditFigures;
pub use keys::KeyFigures;

use std::{fmt, sync::Arc};

use prometheus_client::{encoding::text, registry::Registry};

use super::{audit::AuditWriter, vault::Vault};

/// A label with a word of ours as its value.
type Label = [(&'static str, &'static str); 1];

/// Every metric of this process. A clone is another handle to the same metrics.
#[derive(Clone)]
pub struct Metrics {
    registry: Arc<Registry>,
    /// Answers of the back office.
    pub answers: AnswerFigures,
    /// The log and its writer.
    pub audit: AuditFigures,
    /// The key service and what opens.
    pub keys: KeyFigures,
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

impl Metrics {
    /// The media type of [`text`](Self::text).
    pub const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    /// All metrics at zero. Made before whatever counts in them.
    pub fn new() -> Self {
        let mut registry = Registry::with_prefix("hufu");
        Self {
            answers: AnswerFigures::register(&mut registry),
            audit: AuditFigures::register(&mut registry),
            keys: KeyFigures::register(&mut registry),
            registry: Arc::new(registry),
        }
    }

    /// The metrics as they are now.
    ///
    /// # Errors
    /// When they cannot be written as text.
    pub fn text(&self, vault: &Vault, audit: &AuditWriter) -> Result<String, fmt::Error> {
        self.audit.look_at(audit);
        self.keys.look_at(vault);
        let mut written = String::new();
        text::encode(&mut written, &self.registry)?;
        Ok(written)
    }
}
