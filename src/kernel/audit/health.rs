//! How the writer is, for metrics and the process log.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Instant,
};

/// Counts since the process started.
#[derive(Debug, Default)]
pub struct AuditHealth {
    away: AtomicBool,
    appended: AtomicU64,
    failed: AtomicU64,
    batches: AtomicU64,
    away_since: Mutex<Option<Instant>>,
}

impl AuditHealth {
    /// Whether the last batch was written. True before the first.
    pub fn is_available(&self) -> bool {
        !self.away.load(Ordering::Relaxed)
    }

    pub fn appended(&self) -> u64 {
        self.appended.load(Ordering::Relaxed)
    }

    /// Entries that could not be written: each was a request answered 503.
    pub fn not_written(&self) -> u64 {
        self.failed.load(Ordering::Relaxed)
    }

    /// Transactions that entries were written in.
    pub fn batches(&self) -> u64 {
        self.batches.load(Ordering::Relaxed)
    }

    pub(super) fn wrote(&self, entries: usize) {
        self.appended.fetch_add(entries as u64, Ordering::Relaxed);
        self.batches.fetch_add(1, Ordering::Relaxed);
        if self.away.swap(false, Ordering::Relaxed) {
            let since = self.away_since.lock().ok().and_then(|mut at| at.take());
            let seconds = since.map_or(0, |since| since.elapsed().as_secs());
            tracing::warn!(seconds, "the audit log can be written again");
        }
    }

    /// They cannot be stored whatever the store's state: they say nothing of it.
    pub(super) fn refused(&self, entries: usize) {
        self.failed.fetch_add(entries as u64, Ordering::Relaxed);
    }

    pub(super) fn failed(&self, entries: usize) {
        self.failed.fetch_add(entries as u64, Ordering::Relaxed);
        if !self.away.swap(true, Ordering::Relaxed)
            && let Ok(mut since) = self.away_since.lock()
        {
            *since = Some(Instant::now());
        }
    }
}
