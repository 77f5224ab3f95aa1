//! SMS codes: six digits, stored only as a keyed digest bound to what they are for.

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::i18n::key;
use crate::kernel::Kernel;

/// A six-digit code (20 bits, ASVS 6.5.4), wiped on drop. No `Display` and no `Debug`.
pub struct Code(Zeroizing<String>);

/// What was typed is not six digits. Does not repeat it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a code is six digits")]
pub struct CodeMalformed;

impl CodeMalformed {
    /// The i18n key of the message for people.
    #[must_use]
    pub const fn key(self) -> &'static str {
        key::CODE_MALFORMED
    }
}

const LENGTH: usize = 6;

impl Code {
    pub fn generate() -> Self {
        use rand::RngExt;
        Self(Zeroizing::new(format!(
            "{:06}",
            rand::rng().random_range(0..1_000_000)
        )))
    }

    /// Reads a code as people type it: with blanks, with full-width digits.
    ///
    /// # Errors
    /// If it is not six digits.
    pub fn parse(typed: &str) -> Result<Self, CodeMalformed> {
        // Room for one digit more than is taken: no reallocation leaves a copy behind.
        let mut digits = Zeroizing::new(String::with_capacity(LENGTH + 1));
        for character in typed.chars().filter(|character| !character.is_whitespace()) {
            let digit = match character {
                '0'..='9' => character,
                '０'..='９' => {
                    char::from_digit(u32::from(character) - u32::from('０'), 10).unwrap_or_default()
                }
                _ => return Err(CodeMalformed),
            };
            if digits.len() == LENGTH {
                return Err(CodeMalformed);
            }
            digits.push(digit);
        }
        if digits.len() == LENGTH {
            Ok(Self(digits))
        } else {
            Err(CodeMalformed)
        }
    }

    /// The digits, for the message.
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// What is stored: a digest under the vault's key, bound to the login or export it is for, so that neither a thief of
    /// the table nor another request can use it.
    pub fn digest(kernel: &Kernel, bound_to: uuid::Uuid, digits: &str) -> [u8; 32] {
        let mut value = Zeroizing::new(Vec::with_capacity(16 + digits.len()));
        value.extend_from_slice(bound_to.as_bytes());
        value.extend_from_slice(digits.as_bytes());
        kernel.vault.fingerprint("sms_code", &value)
    }

    /// Whether `typed` is the code behind a stored digest.
    pub fn matches(kernel: &Kernel, bound_to: uuid::Uuid, typed: &str, stored: &[u8]) -> bool {
        let digest = Self::digest(kernel, bound_to, typed);
        bool::from(digest.as_slice().ct_eq(stored))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn codes_are_read_as_people_type_them() {
        for typed in ["012345", " 012 345 ", "０１２３４５"] {
            assert_eq!(Code::parse(typed).unwrap().digits(), "012345", "{typed}");
        }
        for typed in ["", "12345", "1234567", "12345a", "٠١٢٣٤٥", "-12345"] {
            assert!(Code::parse(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn new_codes_are_codes() {
        for _ in 0..1_000 {
            assert!(Code::parse(Code::generate().digits()).is_ok());
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(typed: String) {
            let _ = Code::parse(&typed);
        }
    }
}
