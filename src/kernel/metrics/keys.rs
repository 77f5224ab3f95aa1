//! How the vault stands with the key service, and what would not open.

use std::sync::atomic::AtomicU64;

use prometheus_client::{
    metrics::{counter::Counter, family::Family, gauge::Gauge},
    registry::Registry,
};

use super::Label;
use crate::kernel::vault::{KeyServiceState, Vault};

/// The key service's condition, the age of its last good answer, the cache of data keys, blobs that were refused.
#[derive(Clone)]
pub struct KeyFigures {
    condition: Family<Label, Gauge>,
    check_age: Gauge<f64, AtomicU64>,
    cached: Gauge,
    /// Sealed values that did not open: altered, moved, or sealed under a key that is not theirs.
    pub not_opened: Counter,
}

impl KeyFigures {
    pub(super) fn register(registry: &mut Registry) -> Self {
        let metrics = Self {
            condition: Family::default(),
            check_age: Gauge::default(),
            cached: Gauge::default(),
            not_opened: Counter::default(),
        };
        registry.register(
            "key_service_condition",
            "1 for how the vault stands with the key service, 0 for the others",
            metrics.condition.clone(),
        );
        registry.register(
            "key_service_check_age_seconds",
            "Time since the key service last unwrapped all keys",
            metrics.check_age.clone(),
        );
        registry.register(
            "data_keys_cached",
            "Unwrapped data keys that are kept for a while",
            metrics.cached.clone(),
        );
        registry.register(
            "sealed_values_not_opened",
            "Sealed values that did not open: altered, moved or without their key",
            metrics.not_opened.clone(),
        );
        metrics
    }

    /// What is only known by asking.
    pub(super) fn look_at(&self, vault: &Vault) {
        let now = vault.condition();
        for condition in [
            KeyServiceState::Available,
            KeyServiceState::Unavailable,
            KeyServiceState::Denied,
        ] {
            let label = [("condition", condition.as_str())];
            let gauge = self.condition.get_or_create(&label);
            gauge.set((condition == now).into());
        }
        self.check_age.set(vault.check_age().as_secs_f64());
        let cached = i64::try_from(vault.cached_data_keys());
        self.cached.set(cached.unwrap_or(i64::MAX));
    }
}
