//! Identity documents: their kinds, and numbers that are checked as far as the kind allows.
//!
//! Owns the rules of the resident identity card. Must not mask nor index a number.

use std::fmt;

use zeroize::Zeroizing;

use super::day::Day;
use super::digits::compact;
use super::words::words;

words! {
    /// The kind of document a traveller shows.
    DocumentKind {
        /// Resident identity card (居民身份证).
        IdentityCard = "idcard", "document.idcard";
        Passport = "passport", "document.passport";
        /// Mainland travel permit for residents of Hong Kong and Macao (港澳居民来往内地通行证).
        HongKongMacaoPermit = "hk_macao_permit", "document.hk_macao_permit";
        /// Mainland travel permit for residents of Taiwan (台湾居民来往大陆通行证).
        TaiwanPermit = "taiwan_permit", "document.taiwan_permit";
        /// Permanent residence card for foreigners (外国人永久居留身份证).
        ForeignResidence = "foreign_residence", "document.foreign_residence";
    }
}

/// The weights of the first seventeen digits (GB 11643-1999, MOD 11-2 of ISO 7064).
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// The check characters by remainder.
const CHECK: &[u8; 11] = b"10X98765432";

/// The number of an identity document. Personal data: erased from memory when dropped, never printed.
pub struct DocumentNumber {
    kind: DocumentKind,
    number: Zeroizing<String>,
}

/// Why a text is no document number. Never says the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    #[error("a document number is missing")]
    Missing,
    /// It has the wrong length or wrong characters for its kind.
    #[error("not a number of this kind of document")]
    Malformed,
    /// The birth date inside an identity card's number does not exist.
    #[error("the birth date in the number does not exist")]
    BirthDate,
    /// The last character of an identity card's number does not fit the others.
    #[error("the check digit of the number is wrong")]
    CheckDigit,
}

impl DocumentError {
    /// The i18n key of the message for people.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Missing => "document.missing",
            Self::Malformed => "document.malformed",
            Self::BirthDate => "document.birth_date",
            Self::CheckDigit => "document.check_digit",
        }
    }
}

impl DocumentNumber {
    /// Reads a number as people write it: with blanks, dashes, full-width or small letters.
    ///
    /// An identity card is checked by GB 11643 (eighteen characters, a birth date that exists, the check
    /// digit); other documents, whose issuers change their forms, only for 5 to 20 letters and digits.
    ///
    /// # Errors
    /// If it is missing or cannot be a number of this kind.
    pub fn parse(kind: DocumentKind, text: &str) -> Result<Self, DocumentError> {
        let number = compact(text);
        if number.is_empty() {
            return Err(DocumentError::Missing);
        }
        if kind == DocumentKind::IdentityCard {
            check_identity_card(&number)?;
        } else if !(5..=20).contains(&number.len())
            || !number.bytes().all(|byte| byte.is_ascii_alphanumeric())
            || !number.bytes().any(|byte| byte.is_ascii_digit())
        {
            return Err(DocumentError::Malformed);
        }
        Ok(Self { kind, number })
    }

    /// The kind of the document.
    #[must_use]
    pub const fn kind(&self) -> DocumentKind {
        self.kind
    }

    /// The number, in capitals and without separators. Whoever calls this must need it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.number
    }

    /// The number, for whoever seals it.
    #[must_use]
    pub fn into_exposed(self) -> Zeroizing<String> {
        self.number
    }

    /// The birth date that an identity card's number contains; none for other documents.
    #[must_use]
    pub fn birth_day(&self) -> Option<Day> {
        if self.kind == DocumentKind::IdentityCard {
            birth_day(&self.number)
        } else {
            None
        }
    }
}

impl fmt::Debug for DocumentNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DocumentNumber({}, [sealed])", self.kind)
    }
}

/// Checks a compact number against GB 11643.
pub(super) fn check_identity_card(number: &str) -> Result<(), DocumentError> {
    let bytes = number.as_bytes();
    let shaped = bytes.len() == 18
        && bytes[0] != b'0'
        && bytes[..17].iter().all(u8::is_ascii_digit)
        && (bytes[17].is_ascii_digit() || bytes[17] == b'X');
    if !shaped {
        return Err(DocumentError::Malformed);
    }
    // Nobody alive was born before 1850; the year keeps most random digits out.
    if birth_day(number).is_none_or(|born| !(1850..2200).contains(&born.year())) {
        return Err(DocumentError::BirthDate);
    }
    if check_character(&bytes[..17]) == Some(bytes[17]) {
        Ok(())
    } else {
        Err(DocumentError::CheckDigit)
    }
}

/// The check character of the first seventeen digits of an identity card; none unless they are that.
#[must_use]
pub fn check_character(digits: &[u8]) -> Option<u8> {
    if digits.len() != WEIGHTS.len() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let sum: u32 = digits
        .iter()
        .zip(WEIGHTS)
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    CHECK.get(sum as usize % CHECK.len()).copied()
}

fn birth_day(number: &str) -> Option<Day> {
    let date = number.get(6..14)?;
    Day::new(
        date[..4].parse().ok()?,
        date[4..6].parse().ok()?,
        date[6..].parse().ok()?,
    )
    .ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn card(text: &str) -> Result<DocumentNumber, DocumentError> {
        DocumentNumber::parse(DocumentKind::IdentityCard, text)
    }

    fn with_check(digits: &str) -> String {
        format!(
            "{digits}{}",
            char::from(check_character(digits.as_bytes()).unwrap())
        )
    }

    #[test]
    fn an_identity_card_is_checked() {
        let number = with_check("11999919900307001");
        let document = card(&number).unwrap();
        assert_eq!(document.birth_day(), "1990-03-07".parse().ok());
        assert_eq!(format!("{document:?}"), "DocumentNumber(idcard, [sealed])");
        assert_eq!(
            card(&format!(" {} {} ", &number[..6], &number[6..]))
                .unwrap()
                .expose(),
            number
        );

        assert_eq!(card("").unwrap_err(), DocumentError::Missing);
        assert_eq!(card(&number[1..]).unwrap_err(), DocumentError::Malformed);
        assert_eq!(
            card(&with_check("11999919900230001")).unwrap_err(),
            DocumentError::BirthDate
        );
        let last = if number.ends_with('1') { '2' } else { '1' };
        assert_eq!(
            card(&format!("{}{last}", &number[..17])).unwrap_err(),
            DocumentError::CheckDigit
        );
    }

    #[test]
    fn the_published_example_of_the_standard_holds() {
        // The two worked examples printed in GB 11643-1999.
        assert_eq!(check_character(b"11010519491231002"), Some(b'X'));
        assert_eq!(check_character(b"44052418800101001"), Some(b'4'));
        assert_eq!(
            card("11010519491231002x").unwrap().expose(),
            "11010519491231002X"
        );
    }

    #[test]
    fn other_documents_are_letters_and_digits() {
        let passport = DocumentNumber::parse(DocumentKind::Passport, "e1234-5678").unwrap();
        assert_eq!(
            (passport.expose(), passport.birth_day()),
            ("E12345678", None)
        );
        for text in ["E123", "ABCDEFGH", "E1234=5678", "护照12345"] {
            assert_eq!(
                DocumentNumber::parse(DocumentKind::Passport, text).unwrap_err(),
                DocumentError::Malformed
            );
        }
    }

    proptest! {
        #[test]
        fn one_wrong_digit_is_always_found(digits in "[1-9][0-9]{5}19[5-9][0-9]0[1-9]1[0-9]{4}", at in 0_usize..6, by in 1_u8..9) {
            let number = with_check(&digits);
            prop_assert!(card(&number).is_ok());
            let mut bytes = number.into_bytes();
            bytes[at] = b'0' + (bytes[at] - b'0' + by) % 10;
            prop_assert!(card(std::str::from_utf8(&bytes).unwrap()).is_err());
        }

        #[test]
        fn no_text_panics(text: String) {
            for kind in DocumentKind::ALL {
                let _ = DocumentNumber::parse(*kind, &text);
            }
        }
    }
}
