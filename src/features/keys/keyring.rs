//! The keyring file of the local key service. What is done to it is done by commands; here it is recorded.

use super::{KeyringChange, events};
use crate::kernel::{audit::Event, authz::Grant, failure::Failure};

/// Records that a keyring was made for this system, sealed under this: `key_file` or `passphrase`.
pub async fn record_made(
    grant: Grant<KeyringChange>,
    sealed_under: &'static str,
) -> Result<(), Failure> {
    let event = Event::new().kind(&events::KEYRING_MADE);
    let event = event.field(events::SEALED_UNDER, sealed_under);
    grant.record(event).await.map(drop)
}

/// Records that the keyring is about to be sealed anew.
pub async fn record_sealing(
    grant: Grant<KeyringChange>,
    sealed_under: &'static str,
) -> Result<(), Failure> {
    let event = Event::new().kind(&events::KEYRING_SEALED);
    let event = event.field(events::SEALED_UNDER, sealed_under);
    grant.record(event).await.map(drop)
}
