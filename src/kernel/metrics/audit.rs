//! How the log is written and whether it held when it was last verified.

use std::sync::atomic::Ordering;

use prometheus_client::{
    metrics::{counter::Counter, gauge::Gauge},
    registry::Registry,
};

use crate::kernel::audit::AuditWriter;

/// Whether entries can be written, how many were, and how many could not.
#[derive(Clone, Default)]
pub struct AuditFigures {
    available: Gauge,
    waiting: Gauge,
    appended: Counter,
    not_written: Counter,
    batches: Counter,
}

impl AuditFigures {
    pub(super) fn register(registry: &mut Registry) -> Self {
        let figures = Self::default();
        registry.register(
            "audit_available",
            "1 while entries can be written, 0 while every request is answered 503",
            figures.available.clone(),
        );
        registry.register(
            "audit_waiting",
            "Entries that wait to be written",
            figures.waiting.clone(),
        );
        registry.register(
            "audit_appended",
            "Entries that became durable",
            figures.appended.clone(),
        );
        registry.register(
            "audit_not_written",
            "Entries that could not be written",
            figures.not_written.clone(),
        );
        registry.register(
            "audit_batches",
            "Transactions that entries were written in",
            figures.batches.clone(),
        );
        figures
    }

    /// What the writer counted itself.
    pub(super) fn look_at(&self, writer: &AuditWriter) {
        let health = writer.health();
        self.available.set(health.is_available().into());
        let waiting = i64::try_from(writer.waiting());
        self.waiting.set(waiting.unwrap_or(i64::MAX));
        for (figure, counted) in [
            (&self.appended, health.appended()),
            (&self.not_written, health.not_written()),
            (&self.batches, health.batches()),
        ] {
            figure.inner().store(counted, Ordering::Relaxed);
        }
    }
}
