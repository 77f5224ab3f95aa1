//! Exchanging keys: beginning it, and going on step by step, each step recorded before it is taken.

use super::{KeysRotate, KeysTurn, events};
use crate::kernel::{audit::Event, authz::Grant, failure::Failure, vault::Rotation};

/// Begins a rotation. With a new key-encryption key, the key service also wraps every key-encryption key by its newest master key.
///
/// # Errors
/// [`Failure::Conflict`] when one of its kind is under way; otherwise when the log, the key service or a store is away.
pub async fn begin(grant: Grant<KeysRotate>, rotation: Rotation) -> Result<(), Failure> {
    let event = Event::new().field(events::ROTATION, rotation.as_str());
    let receipt = grant.record(event).await?;
    let vault = receipt.kernel().vault();
    vault.begin_rotation(&receipt, rotation).await?;
    if rotation == Rotation::Wrapping {
        vault.rewrap_wrapping_keys(&receipt).await?;
    }
    receipt.kernel().jobs().notify();
    Ok(())
}

/// Takes the next step of whatever rotation is under way; `false` when nothing is to be done now.
///
/// # Errors
/// When the log, the key service or a store is away; the step is then taken again later.
pub async fn turn_next(grant: &Grant<KeysTurn>) -> Result<bool, Failure> {
    let vault = grant.kernel().vault();
    let Some(step) = vault.next_step().await? else {
        return Ok(false);
    };
    let event = Event::new()
        .kind(step.event)
        .field(events::ROTATION, step.rotation.as_str())
        .subjects(step.subjects.iter().copied())
        .count(step.count);
    let receipt = grant.record_step(event).await?;
    vault.take_step(&receipt, step).await?;
    // What did not open stays as it is, with its key; that is recorded too.
    receipt.record_open_failures().await?;
    Ok(true)
}
