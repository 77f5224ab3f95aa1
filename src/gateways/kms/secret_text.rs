//! A text in an answer that nobody may see: a key or a token.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Deserialize;
use zeroize::{ZeroizeOnDrop, Zeroizing};

use crate::kernel::vault::KeyBytes;

/// Wiped on drop; neither printable nor copied.
#[derive(Deserialize, ZeroizeOnDrop)]
#[serde(transparent)]
pub(super) struct SecretText(String);

impl SecretText {
    pub(super) fn into_inner(mut self) -> Zeroizing<String> {
        Zeroizing::new(std::mem::take(&mut self.0))
    }

    /// The 32 bytes that it is in Base64.
    pub(super) fn key(&self) -> Option<KeyBytes> {
        let bytes = Zeroizing::new(STANDARD.decode(&self.0).ok()?);
        KeyBytes::of(&bytes)
    }
}
