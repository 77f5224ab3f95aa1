//! Holds the unwrapped keys and checks them again: unwrapped at start, unwrapped anew on a timer, dropped when the key service is
//! away or denies, refreshed when another process has rotated.
//!
//! *Denied* (or refused: not its keys) drops everything at once, so that disabling the master key stops Hufu within the
//! configured time. *Unavailable* drops the key-encryption keys only: what data keys unwrapped before still open is shown masked
//! until these are too old.
//! Both end without a restart, at the next check that succeeds; while they last, every look for due work checks.

use std::{
    sync::{Arc, Mutex, PoisonError, RwLock},
    time::Duration,
};

use super::{
    KeyServiceError, VaultError,
    key_service::KeyService,
    store,
    store::KeyEncryptionKeyRow,
    unwrapped_keys::{KeyServiceState, UnwrappedKeys},
    wrapping_keys::{self, KeyEncryptionKey},
};
use crate::{
    base::clock::{Clock, Timestamp},
    kernel::db::Store,
};

/// How long a version that the key service was just asked for in vain is not asked for again.
const UNKNOWN: Duration = Duration::from_secs(30);

pub(super) struct Keyring {
    pub store: Store,
    pub service: Arc<dyn KeyService>,
    pub clock: Clock,
    recheck: Duration,
    held: RwLock<Arc<UnwrappedKeys>>,
    /// One check at a time.
    checking: tokio::sync::Mutex<()>,
    /// The state that the log knows.
    recorded: Mutex<KeyServiceState>,
    /// The version that was not there after a refresh, and when.
    unknown: Mutex<Option<(i64, Timestamp)>>,
}

impl Keyring {
    /// Unwraps every version, making the first keys if there are none.
    pub async fn open(
        store: Store,
        service: Arc<dyn KeyService>,
        clock: Clock,
        recheck: Duration,
    ) -> Result<Self, VaultError> {
        let now = clock.now();
        wrapping_keys::make_first(&store, &*service, now).await?;
        let rows = store::wrapping_keys(store.reader()).await?;
        let held = UnwrappedKeys::sort(&unwrap_all(&*service, &rows).await?, now, now)?;
        Ok(Self {
            store,
            service,
            clock,
            recheck,
            held: RwLock::new(Arc::new(held)),
            checking: tokio::sync::Mutex::new(()),
            recorded: Mutex::new(KeyServiceState::Available),
            unknown: Mutex::new(None),
        })
    }

    /// What is held now. Whoever holds the answer keeps it alive for as long as that takes, no longer than a request.
    pub fn held(&self) -> Arc<UnwrappedKeys> {
        Arc::clone(&self.held.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn swap(&self, held: UnwrappedKeys) {
        *self.held.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(held);
    }

    /// The state that the log knows.
    pub fn recorded(&self) -> std::sync::MutexGuard<'_, KeyServiceState> {
        self.recorded.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the key service was last asked too long ago.
    pub fn is_due(&self) -> bool {
        self.check_age() >= self.recheck
    }

    /// How long ago the key service last unwrapped all of it.
    pub fn check_age(&self) -> Duration {
        self.clock.now().since(self.held().checked_at)
    }

    /// Asks the key service to unwrap every version again, and gives how we stand now.
    ///
    /// Retries are the gateway's: what it gives up on is away. A store that refuses changes nothing: without the `keys`
    /// store no data key can be read either, so opening ends with the cache.
    pub async fn check(&self) -> Result<KeyServiceState, VaultError> {
        let _one = self.checking.lock().await;
        let rows = store::wrapping_keys(self.store.reader()).await?;
        let unwrapped = unwrap_all(&*self.service, &rows).await;
        let (before, now) = (self.held(), self.clock.now());
        let held = match unwrapped {
            Ok(keys) => {
                let since = if before.condition == KeyServiceState::Available {
                    before.since
                } else {
                    now
                };
                UnwrappedKeys::sort(&keys, since, now)?
            }
            Err(VaultError::KeyService(error)) => {
                tracing::error!(%error, "the keys cannot be unwrapped any more");
                match error {
                    KeyServiceError::Away(_) => before.closed(KeyServiceState::Unavailable, now),
                    KeyServiceError::Denied(_) | KeyServiceError::Refused(_) => {
                        before.closed(KeyServiceState::Denied, now)
                    }
                }
            }
            Err(other) => return Err(other),
        };
        let condition = held.condition;
        self.swap(held);
        Ok(condition)
    }

    /// Another process may have rotated: looks whether there is a version that the unwrapped keys lack, once in a while.
    pub async fn refresh_for(&self, version: i64) -> Result<(), VaultError> {
        let now = self.clock.now();
        let asked = *self.unknown.lock().unwrap_or_else(PoisonError::into_inner);
        let in_vain = asked.is_some_and(|(known, at)| known == version && now.since(at) < UNKNOWN);
        if in_vain {
            return Ok(());
        }
        self.check().await?;
        let held = self.held();
        let there = held
            .encryption_keys
            .as_ref()
            .is_some_and(|encryption_keys| encryption_keys.of(version).is_some());
        if !there {
            let mut unknown = self.unknown.lock().unwrap_or_else(PoisonError::into_inner);
            *unknown = Some((version, now));
        }
        Ok(())
    }
}

async fn unwrap_all(
    service: &dyn KeyService,
    rows: &[KeyEncryptionKeyRow],
) -> Result<Vec<KeyEncryptionKey>, VaultError> {
    let mut keys = Vec::with_capacity(rows.len());
    for row in rows {
        keys.push(wrapping_keys::unwrap(service, row).await?);
    }
    Ok(keys)
}
