//! What people can be searched for by: values that the vault makes blind indexes of.

use crate::base::{document::DocumentNumber, phone::Phone};

/// A value that can be searched for.
pub trait IndexedField: super::sealed::Sealed {
    /// The stored name of the field: equal values in different fields give different digests.
    const NAME: &'static str;

    fn normalised(&self) -> &[u8];
}

pub struct TravellerPhone<'a>(pub &'a Phone);
/// A staff member's phone number, for login.
pub struct StaffPhone<'a>(pub &'a Phone);
/// The number of a traveller's identity document.
pub struct Document<'a>(pub &'a DocumentNumber);

impl super::sealed::Sealed for TravellerPhone<'_> {}
impl IndexedField for TravellerPhone<'_> {
    const NAME: &'static str = "traveller_phone";

    fn normalised(&self) -> &[u8] {
        self.0.expose().as_bytes()
    }
}

impl super::sealed::Sealed for StaffPhone<'_> {}
impl IndexedField for StaffPhone<'_> {
    const NAME: &'static str = "staff_phone";

    fn normalised(&self) -> &[u8] {
        self.0.expose().as_bytes()
    }
}

impl super::sealed::Sealed for Document<'_> {}
impl IndexedField for Document<'_> {
    const NAME: &'static str = "traveller_document";

    fn normalised(&self) -> &[u8] {
        self.0.expose().as_bytes()
    }
}
