//! Mainland mobile numbers.
//!
//! Owns what counts as one, and keeps it out of logs. Must not mask (that is `mask`) nor index it.

use std::fmt;

use zeroize::Zeroizing;

use super::digits::compact;

/// A mobile number of mainland China: eleven digits, `1[3-9]` and nine more. Personal data: erased from
/// memory when dropped, never printed.
pub struct Phone(Zeroizing<String>);

/// Why a text is no mobile number. Never says the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    #[error("a phone number is missing")]
    Missing,
    /// It is not a mobile number of mainland China.
    #[error("not a mainland mobile number")]
    Malformed,
}

impl PhoneError {
    /// The i18n key of the message for people.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Missing => "phone.missing",
            Self::Malformed => "phone.malformed",
        }
    }
}

impl Phone {
    /// Reads a number as people write it: with blanks, dashes, full-width digits, `+86` or `0086`.
    ///
    /// # Errors
    /// If nothing, or something else than a mainland mobile number, was written.
    pub fn parse(text: &str) -> Result<Self, PhoneError> {
        let compact = compact(text);
        if compact.is_empty() {
            return Err(PhoneError::Missing);
        }
        let national = compact
            .strip_prefix("+86")
            .or_else(|| compact.strip_prefix("0086"))
            .unwrap_or(&compact);
        if is_mobile(national) {
            Ok(Self(Zeroizing::new(national.to_owned())))
        } else {
            Err(PhoneError::Malformed)
        }
    }

    /// The eleven digits. Whoever calls this must need them.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The last four digits, which tell a number apart without giving it away.
    #[must_use]
    pub fn tail(&self) -> &str {
        &self.0[7..]
    }

    /// The eleven digits, for whoever seals them.
    #[must_use]
    pub fn into_exposed(self) -> Zeroizing<String> {
        self.0
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phone([sealed])")
    }
}

/// Whether these are the eleven digits of a mainland mobile number, without separators.
pub(super) fn is_mobile(digits: &str) -> bool {
    let bytes = digits.as_bytes();
    bytes.len() == 11
        && bytes[0] == b'1'
        && (b'3'..=b'9').contains(&bytes[1])
        && bytes.iter().all(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for text in [
            "14200001234",
            " 142 0000 1234 ",
            "+86 142-0000-1234",
            "008614200001234",
            "１４２００００１２３４",
            "＋86－14200001234",
        ] {
            let phone = Phone::parse(text).unwrap();
            assert_eq!(
                (phone.expose(), phone.tail()),
                ("14200001234", "1234"),
                "{text}"
            );
        }
    }

    #[test]
    fn other_numbers_are_refused() {
        assert_eq!(Phone::parse(" - ").unwrap_err(), PhoneError::Missing);
        for text in [
            "12200001234",
            "1420000123",
            "142000012345",
            "+1 14200001234",
            "+85214200001234",
            "14200001234x",
            "١٤٢٠٠٠٠١٢٣٤",
        ] {
            assert_eq!(
                Phone::parse(text).unwrap_err(),
                PhoneError::Malformed,
                "{text}"
            );
        }
    }

    #[test]
    fn debug_is_sealed() {
        assert_eq!(
            format!("{:?}", Phone::parse("14200001234")),
            "Ok(Phone([sealed]))"
        );
    }

    proptest! {
        #[test]
        fn no_text_panics_and_what_parses_is_eleven_digits(text: String) {
            if let Ok(phone) = Phone::parse(&text) {
                prop_assert!(is_mobile(phone.expose()));
            }
        }
    }
}
