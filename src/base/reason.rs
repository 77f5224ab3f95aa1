//! Why someone opened, exported or changed something (事由), in their own words.
//!
//! A reason goes into the audit log, where nothing is sealed and nothing can be taken back: so it may not
//! carry a personal number. [`find_personal`] is a net, not a proof: names, for one, pass through it.

use std::fmt;

use super::personal::{PersonalKind, find_personal};
use super::text::clean;

/// A reason: 5 to 200 characters, cleaned, without a personal number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason(String);

/// Why a text is no reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReasonError {
    /// Fewer than [`Reason::MIN`] characters remain after cleaning.
    #[error("shorter than {} characters", Reason::MIN)]
    TooShort,
    /// More than [`Reason::MAX`] characters remain after cleaning.
    #[error("longer than {} characters", Reason::MAX)]
    TooLong,
    /// It holds a phone number, the number of a document or a bank card, or an e-mail address.
    #[error("it holds a personal number")]
    Personal(PersonalKind),
}

impl ReasonError {
    /// The word that an entry about it carries.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::TooShort => "reason_too_short",
            Self::TooLong => "reason_too_long",
            Self::Personal(_) => "reason_personal",
        }
    }

    /// The i18n key of the message for people; its placeholders, if any, are `{min}` and `{max}`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::TooShort => "reason.too_short",
            Self::TooLong => "reason.too_long",
            Self::Personal(PersonalKind::Phone) => "reason.holds_phone",
            Self::Personal(PersonalKind::IdentityCard) => "reason.holds_identity_card",
            Self::Personal(PersonalKind::BankCard) => "reason.holds_bank_card",
            Self::Personal(PersonalKind::Document) => "reason.holds_document",
            Self::Personal(PersonalKind::Email) => "reason.holds_email",
        }
    }
}

impl Reason {
    pub const MIN: usize = 5;
    /// The most characters.
    pub const MAX: usize = 200;

    /// Reads what someone typed.
    ///
    /// # Errors
    /// If it is too short, too long, or holds a personal number.
    pub fn parse(text: &str) -> Result<Self, ReasonError> {
        let text = clean(text, Self::MAX).map_err(|_| ReasonError::TooLong)?;
        if text.chars().count() < Self::MIN {
            return Err(ReasonError::TooShort);
        }
        match find_personal(&text) {
            Some(kind) => Err(ReasonError::Personal(kind)),
            None => Ok(Self(text)),
        }
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_words_without_numbers_of_people() {
        assert_eq!(
            Reason::parse(" 客户来电，\n核对行程 ").unwrap().as_str(),
            "客户来电， 核对行程"
        );
        assert!(Reason::parse("订单 HF202611220000018 改签").is_ok());
        assert_eq!(Reason::parse("查 看\u{200b}"), Err(ReasonError::TooShort));
        assert_eq!(Reason::parse(&"字".repeat(201)), Err(ReasonError::TooLong));
        assert_eq!(
            Reason::parse("回拨 142 0000 1234").map_err(ReasonError::key),
            Err("reason.holds_phone")
        );
        for (text, key) in [
            ("回拨 142.0000.1234", "reason.holds_phone"),
            ("护照 E12345678 已核对", "reason.holds_document"),
            ("行程发到 wang@example.com", "reason.holds_email"),
        ] {
            assert_eq!(Reason::parse(text).map_err(ReasonError::key), Err(key));
        }
        assert!(Reason::parse("两位旅客，3间房，2026-11-22 到 2026-11-25").is_ok());
    }
}
