//! The keyring file of the local key service. What is done to it is done by commands; here it is entered.

use super::{KeyringChange, events};
use crate::kernel::{audit::Event, authz::Grant, failure::Failure};

/// Enters that a keyring was made for this house, sealed under this: `key_file` or `passphrase`.
///
/// # Errors
/// When the log refuses.
pub async fn enter_made(
    grant: Grant<KeyringChange>,
    sealed_under: &'static str,
) -> Result<(), Failure> {
    let event = Event::new().called(&events::KEYRING_MADE);
    let event = event.fact(events::SEALED_UNDER, sealed_under);
    grant.record(event).await.map(drop)
}

/// Enters that the keyring is about to be sealed anew.
///
/// # Errors
/// When the log refuses.
pub async fn enter_sealing(
    grant: Grant<KeyringChange>,
    sealed_under: &'static str,
) -> Result<(), Failure> {
    let event = Event::new().called(&events::KEYRING_SEALED);
    let event = event.fact(events::SEALED_UNDER, sealed_under);
    grant.record(event).await.map(drop)
}
