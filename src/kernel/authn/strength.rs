//! What no password may be (A1): short, made of the person's own phone, one piece over and over, or what everybody takes.
//!
//! No rule about kinds of characters: they make passwords weaker, not stronger (NIST SP 800-63B-4 §3.1.1.2).

use zeroize::Zeroizing;

use super::passwords::LENGTH;
use crate::base::phone::Phone;

/// Why a password is refused. Never says the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Weakness {
    /// Shorter or longer than a password may be.
    #[error("a password has 12 to 128 characters")]
    Length,
    /// The person's phone number is in it.
    #[error("a password may not contain the phone number")]
    Phone,
    /// One short piece, over and over.
    #[error("a password may not repeat one short piece")]
    Repetition,
    /// One of those that are tried first.
    #[error("this password is one of the most common")]
    Common,
}

/// The longest piece whose repetition counts as nothing, in characters.
const PIECE: usize = 4;

/// Passwords of twelve characters and more that are tried first: keyboard rows, counting, and words with digits behind.
const COMMON: [&str; 36] = [
    "0123456789ab",
    "012345678910",
    "1234567890-=",
    "123456789012",
    "1234567890123",
    "12345678901234567890",
    "1234567890ab",
    "1234567890abc",
    "1234567890qwertyuiop",
    "123456789abc",
    "123456abcdef",
    "12345qwert12345",
    "1q2w3e4r5t6y",
    "1q2w3e4r5t6y7u8i",
    "1qaz2wsx3edc",
    "1qaz2wsx3edc4rfv",
    "5201314520131",
    "9876543210123",
    "a12345678901",
    "abc123456789",
    "abcd12345678",
    "abcdefghijkl",
    "admin1234567",
    "administrator",
    "changeme1234",
    "iloveyou1314",
    "password1234",
    "password12345",
    "password123456",
    "q1w2e3r4t5y6",
    "qazwsxedcrfv",
    "qwertyuiop12",
    "qwertyuiop123",
    "qwertyuiop[]",
    "woaini520131",
    "woaini5201314",
];

/// The first reason to refuse this password of the person with this phone; `None` if there is none.
pub fn weakness(password: &str, phone: &Phone) -> Option<Weakness> {
    if !LENGTH.contains(&password.chars().count()) {
        return Some(Weakness::Length);
    }
    if password.contains(phone.expose()) {
        return Some(Weakness::Phone);
    }
    if repeats(password) {
        return Some(Weakness::Repetition);
    }
    let folded = Zeroizing::new(password.to_lowercase());
    COMMON
        .contains(&folded.as_str())
        .then_some(Weakness::Common)
}

/// Whether it is one piece of at most [`PIECE`] characters over and over.
fn repeats(password: &str) -> bool {
    let characters = Zeroizing::new(password.chars().collect::<Vec<_>>());
    (1..=PIECE).any(|length| {
        characters
            .iter()
            .zip(characters.iter().skip(length))
            .all(|(one, next)| one == next)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_passwords_are_refused_and_strong_ones_pass() {
        let phone = Phone::parse("14200000001").unwrap();
        for (password, expected) in [
            ("eleven char", Some(Weakness::Length)),
            ("x 14200000001", Some(Weakness::Phone)),
            ("aaaaaaaaaaaaa", Some(Weakness::Repetition)),
            ("虎符虎符虎符虎符虎符虎符", Some(Weakness::Repetition)),
            ("abcdabcdabcdab", Some(Weakness::Repetition)),
            ("Password1234", Some(Weakness::Common)),
            ("correct horse battery", None),
            ("三月的雨落在旧城墙的砖上", None),
        ] {
            assert_eq!(weakness(password, &phone), expected, "{password}");
        }
        assert_eq!(
            weakness(&"ab cd".repeat(26), &phone),
            Some(Weakness::Length)
        );
    }

    #[test]
    fn the_list_holds_what_the_other_rules_let_through() {
        let phone = Phone::parse("14200000001").unwrap();
        for password in COMMON {
            assert_eq!(
                weakness(password, &phone),
                Some(Weakness::Common),
                "{password}"
            );
        }
    }
}
