//! Blind indexes: exact search over sealed values by HMAC-SHA256 of the normalised value, under a key of its own.

use hmac::{Hmac, KeyInit, Mac, digest::InvalidLength};
use sha2::Sha256;

use super::wrapping_keys::WrappingKey;
use crate::base::{document::DocumentNumber, phone::Phone};

/// A value that can be searched for.
pub trait IndexedField {
    /// The stored name of the field: equal values in different fields give different digests.
    const NAME: &'static str;

    /// The normalised value.
    fn normalised(&self) -> &[u8];
}

/// A traveller's phone number.
pub struct TravellerPhone<'a>(pub &'a Phone);
/// A staff member's phone number, for login.
pub struct StaffPhone<'a>(pub &'a Phone);
/// The number of a traveller's identity document.
pub struct Document<'a>(pub &'a DocumentNumber);

impl IndexedField for TravellerPhone<'_> {
    const NAME: &'static str = "traveller_phone";

    fn normalised(&self) -> &[u8] {
        self.0.expose().as_bytes()
    }
}

impl IndexedField for StaffPhone<'_> {
    const NAME: &'static str = "staff_phone";

    fn normalised(&self) -> &[u8] {
        self.0.expose().as_bytes()
    }
}

impl IndexedField for Document<'_> {
    const NAME: &'static str = "traveller_document";

    fn normalised(&self) -> &[u8] {
        self.0.expose().as_bytes()
    }
}

/// The index key.
pub(super) struct Index {
    /// The keyed state; cloned for each digest.
    mac: Hmac<Sha256>,
}

impl Index {
    pub(super) fn new(key: &WrappingKey) -> Result<Self, InvalidLength> {
        Ok(Self {
            mac: Hmac::new_from_slice(&key.key[..])?,
        })
    }

    /// The digest of a field.
    pub(super) fn digest<F: IndexedField>(&self, field: &F) -> [u8; 32] {
        self.keyed(F::NAME, field.normalised())
    }

    /// HMAC-SHA256 over `purpose ‖ 0x00 ‖ value`.
    pub(super) fn keyed(&self, purpose: &str, value: &[u8]) -> [u8; 32] {
        let mut mac = self.mac.clone();
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(value);
        mac.finalize().into_bytes().into()
    }
}
