//! Finds personal numbers in free text, so that a reason or a remark does not carry them into a place
//! where nothing is sealed, and no whole bank card comes in at all (row T7).
//!
//! A net, not a proof: it finds what people type and paste, and the common ways to write a number so that it is not seen as
//! one (other digits, Chinese numerals, separators in any place). Whoever wants to get a number past it can: by words, by
//! halves in two reasons, in the shape of an amount. What keeps such people away is the entry under their name.
//! Owns what counts as a find, and must not say where or what it was.

mod digits;
mod fold;
mod plain;
mod shapes;
#[cfg(test)]
mod tests;

use digits::Digits;

/// What kind of personal number a text holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonalKind {
    Phone,
    /// The number of a resident identity card, or most of one.
    IdentityCard,
    /// A bank card: 13 to 19 digits that pass the Luhn check (ISO/IEC 7812-1).
    BankCard,
    /// The number of a Chinese passport or travel permit.
    Document,
    Email,
}

impl PersonalKind {
    /// The i18n key of what it is called.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Phone => "personal.phone",
            Self::IdentityCard => "personal.identity_card",
            Self::BankCard => "personal.bank_card",
            Self::Document => "personal.document",
            Self::Email => "personal.email",
        }
    }
}

/// The first kind of personal number found in a text, none if there is none. Order numbers (`HF…`), ids of ours, days, times
/// and amounts are not taken for one.
#[must_use]
pub fn find_personal(text: &str) -> Option<PersonalKind> {
    let text = Digits::read(text);
    if text.any_number(|number| shapes::is_identity_card(&text, number)) {
        Some(PersonalKind::IdentityCard)
    } else if text.any_number(shapes::is_phone) {
        Some(PersonalKind::Phone)
    } else if text.any_number(shapes::is_bank_card) {
        Some(PersonalKind::BankCard)
    } else if text.any_number(|number| shapes::is_document(&text, number)) {
        Some(PersonalKind::Document)
    } else if shapes::holds_email(&text) {
        Some(PersonalKind::Email)
    } else {
        None
    }
}

/// Whether a text holds a whole bank card number: the one kind that no field may hold, sealed or not.
#[must_use]
pub fn holds_bank_card(text: &str) -> bool {
    Digits::read(text).any_number(shapes::is_bank_card)
}
