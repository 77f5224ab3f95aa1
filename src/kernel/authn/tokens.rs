//! Tokens: what a browser holds to be known again. Only their SHA-256 is stored, so that a thief of the table has nothing
//! to send.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// The value of a session's or a login's cookie, wiped on drop. No `Display` and no `Debug`: it must not reach a log.
pub struct Token(Zeroizing<String>);

impl Token {
    /// A new token of 256 random bits (ASVS 7.2.3 asks for 128).
    pub fn generate() -> Self {
        let bytes = Zeroizing::new(rand::random::<[u8; 32]>());
        Self(Zeroizing::new(URL_SAFE_NO_PAD.encode(*bytes)))
    }

    /// The token that a browser sent, whatever it is: a wrong one is found nowhere.
    pub fn sent(value: &str) -> Self {
        Self(Zeroizing::new(value.to_owned()))
    }

    /// What is stored of it.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }

    /// The value for the cookie.
    pub fn cookie_value(&self) -> String {
        self.0.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_long_never_the_same_and_found_again_by_its_hash() {
        let (one, other) = (Token::generate(), Token::generate());
        assert_eq!(one.cookie_value().len(), 43);
        assert_ne!(one.cookie_value(), other.cookie_value());
        assert_eq!(Token::sent(&one.cookie_value()).hash(), one.hash());
        assert_ne!(one.hash(), other.hash());
    }
}
