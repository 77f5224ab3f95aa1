//! How the log is written and whether it held when it was last verified.

use std::sync::atomic::Ordering;

use prometheus_client::{
    metrics::{counter::Counter, gauge::Gauge},
    registry::Registry,
};

use crate::{base::clock::Timestamp, kernel::audit::AuditWriter};

/// Whether entries can be written, how many were, and how many could not.
#[derive(Clone, Default)]
pub struct AuditFigures {
    available: Gauge,
    waiting: Gauge,
    appended: Counter,
    not_written: Counter,
    batches: Counter,
    verified_at: Gauge,
    holds: Gauge,
    checkpoint_at: Gauge,
}

impl AuditFigures {
    pub(super) fn register(registry: &mut Registry) -> Self {
        let metrics = Self::default();
        registry.register(
            "audit_available",
            "1 while entries can be written, 0 while every request is answered 503",
            metrics.available.clone(),
        );
        registry.register(
            "audit_waiting",
            "Entries that wait to be written",
            metrics.waiting.clone(),
        );
        registry.register(
            "audit_appended",
            "Entries that became durable",
            metrics.appended.clone(),
        );
        registry.register(
            "audit_not_written",
            "Entries that could not be written",
            metrics.not_written.clone(),
        );
        registry.register(
            "audit_batches",
            "Transactions that entries were written in",
            metrics.batches.clone(),
        );
        registry.register(
            "audit_verified_at_seconds",
            "When the log was last verified, since 1970; 0 while that is not known",
            metrics.verified_at.clone(),
        );
        registry.register(
            "audit_holds",
            "1 while the log held when it was last verified, 0 when it did not or that is not known",
            metrics.holds.clone(),
        );
        registry.register(
            "audit_checkpoint_at_seconds",
            "When the newest checkpoint was made, since 1970; 0 while that is not known",
            metrics.checkpoint_at.clone(),
        );
        metrics
    }

    /// What the last verification found, and when.
    pub fn verified(&self, at: Timestamp, holds: bool) {
        self.verified_at.set(at.seconds());
        self.holds.set(holds.into());
    }

    /// When the newest checkpoint was made.
    pub fn checkpoint_made(&self, at: Timestamp) {
        self.checkpoint_at.set(at.seconds());
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
