//! The memory of what was opened, shared by all instances: an envelope opens once.

use std::time::Duration;

use sha2::{Digest, Sha256};

use super::{
    format::{Header, TOLERANCE},
    store,
};
use crate::{
    base::clock::Timestamp,
    kernel::{
        Kernel,
        failure::{EnvelopeRefusal, Failure},
    },
};

/// How much longer than it could be accepted an envelope is remembered: instances' clocks differ.
const MARGIN: Duration = TOLERANCE;

/// What is kept of an envelope: nothing of what it holds.
pub(super) struct Seen {
    digest: [u8; 32],
    expires_at: Timestamp,
}

impl Seen {
    /// What is kept of the envelope with this header. The number used once is bound by the tag, so that the same envelope
    /// cannot come under another.
    pub(super) fn of(header: &Header) -> Self {
        let digest = Sha256::new()
            .chain_update(&header.kid)
            .chain_update([0])
            .chain_update(&header.jti)
            .finalize();
        let made = Timestamp::from_micros(header.iat.saturating_mul(1_000_000));
        Self {
            digest: digest.into(),
            expires_at: made + TOLERANCE + MARGIN,
        }
    }
}

/// Remembers an envelope, and forgets some of those that nobody could send any more. Of two at once, one is first.
///
/// # Errors
/// [`EnvelopeRefusal::Replayed`] when it was there already; otherwise when the store refuses.
pub(super) async fn remember(kernel: &Kernel, seen: &Seen, now: Timestamp) -> Result<(), Failure> {
    let mut transaction = kernel.business.begin().await?;
    store::forget_seen(&mut transaction, now).await?;
    let first = store::insert_seen(&mut transaction, &seen.digest, seen.expires_at).await?;
    transaction.commit().await?;
    if first {
        Ok(())
    } else {
        Err(EnvelopeRefusal::Replayed.into())
    }
}
