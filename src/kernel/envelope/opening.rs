//! Opening: the key, the place, the time, then the cipher, and last the memory of what was opened before.

use std::sync::Arc;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use zeroize::Zeroizing;

use super::{
    LiveKey,
    format::{Envelope, Header, TOLERANCE},
    lifecycle, replay,
};
use crate::{
    base::clock::Timestamp,
    kernel::{
        Kernel,
        failure::{EnvelopeRefusal, Failure},
    },
};

/// Where an envelope was found.
#[derive(Clone, Copy)]
pub(in crate::kernel) struct FieldBinding<'a> {
    /// The name of the field.
    pub field: &'a str,
    /// The page's CSRF token, or whatever else a client has to itself.
    pub context: &'a str,
}

/// Opens an envelope found at this place, once.
///
/// That it was opened is remembered before the value is given: bookkeeping of the guard, like a session's last use. The
/// request's own entry follows.
///
/// # Errors
/// [`Failure::Envelope`] when it is not accepted; otherwise when a store or the log refuses.
pub(in crate::kernel) async fn open(
    kernel: &Arc<Kernel>,
    text: &str,
    binding: FieldBinding<'_>,
) -> Result<Zeroizing<String>, Failure> {
    let envelope = Envelope::parse(text)?;
    let key = match kernel.envelopes.find(&envelope.header.kid) {
        Some(key) => key,
        None => lifecycle::fetch(kernel, &envelope.header.kid)
            .await?
            .ok_or(EnvelopeRefusal::UnknownKey)?,
    };
    let now = kernel.clock.now();
    check(&envelope.header, binding, now)?;
    let memory = replay::Seen::of(&envelope.header);
    // RSA takes the better part of a millisecond, too long to hold up the other requests of a worker.
    let plain = tokio::task::spawn_blocking(move || decrypt(&key, envelope))
        .await
        .map_err(|_| Failure::Internal("an envelope was not opened"))??;
    replay::remember(kernel, &memory, now).await?;
    Ok(plain)
}

/// What the header says of time and place. Anybody can read it, so there is nothing to hide by going on with a wrong one.
pub(super) fn check(
    header: &Header,
    binding: FieldBinding<'_>,
    now: Timestamp,
) -> Result<(), EnvelopeRefusal> {
    if header.field != binding.field || header.context != binding.context {
        return Err(EnvelopeRefusal::Altered);
    }
    if header.iat.abs_diff(now.seconds()) > TOLERANCE.as_secs() {
        return Err(EnvelopeRefusal::Untimely);
    }
    Ok(())
}

/// One refusal for a wrong key, a wrong tag and what is no text: no oracle.
pub(super) fn decrypt(
    key: &LiveKey,
    envelope: Envelope,
) -> Result<Zeroizing<String>, EnvelopeRefusal> {
    key.pair
        .unwrap(&envelope.wrapped)
        .and_then(|content_key| decrypt_content(&content_key[..], envelope))
        .ok_or(EnvelopeRefusal::Altered)
}

fn decrypt_content(content_key: &[u8], envelope: Envelope) -> Option<Zeroizing<String>> {
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, content_key).ok()?);
    let nonce = Nonce::assume_unique_for_key(envelope.nonce);
    let mut buffer = Zeroizing::new(envelope.sealed);
    let plain = key
        .open_in_place(nonce, Aad::from(&envelope.protected), &mut buffer)
        .ok()?;
    let text = std::str::from_utf8(unpadded(plain)?).ok()?;
    Some(Zeroizing::new(text.to_owned()))
}

/// What stands before the zero bytes; none may stand inside.
fn unpadded(plain: &[u8]) -> Option<&[u8]> {
    let length = plain.iter().rposition(|byte| *byte != 0);
    let text = plain.get(..length.map_or(0, |last| last + 1))?;
    (!text.contains(&0)).then_some(text)
}
