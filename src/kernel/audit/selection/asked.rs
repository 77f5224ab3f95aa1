//! What entries are searched by: names of ours and ids of ours, never a personal number.

use std::{fmt, str::FromStr};

use uuid::Uuid;

use crate::base::{ids::StaffId, personal::find_personal};

/// Text that no entry can hold in this place.
#[derive(Debug, PartialEq, Eq)]
pub struct NotInEntries;

const LONGEST: usize = 64;

/// A word of ours: the name of an event or of a kind of resource. An older version's words are searched for as well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word(String);

impl Word {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Word {
    type Err = NotInEntries;

    fn from_str(text: &str) -> Result<Self, NotInEntries> {
        let ours = (1..=LONGEST).contains(&text.len())
            && text
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'.' | b'_' | b':'));
        ours.then(|| Self(text.to_owned())).ok_or(NotInEntries)
    }
}

/// The id of a resource as entries hold it: an order number, an id, a number of ours, an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceText(String);

impl ResourceText {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ResourceText {
    type Err = NotInEntries;

    fn from_str(text: &str) -> Result<Self, NotInEntries> {
        if let Ok(id) = Uuid::parse_str(text) {
            return Ok(Self(id.to_string()));
        }
        let shaped = (1..=LONGEST).contains(&text.len())
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b':'));
        // No entry has a phone number for an id, and the search itself is recorded.
        if shaped && find_personal(text).is_none() {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotInEntries)
        }
    }
}

impl fmt::Display for ResourceText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Who: one member of staff, or everybody under a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Person {
    Staff(StaffId),
    Role(String),
}

impl FromStr for Person {
    type Err = NotInEntries;

    fn from_str(text: &str) -> Result<Self, NotInEntries> {
        match text.parse() {
            Ok(id) => Ok(Self::Staff(id)),
            Err(_) => text.parse().map(|Word(role)| Self::Role(role)),
        }
    }
}

impl fmt::Display for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Staff(id) => id.fmt(f),
            Self::Role(role) => role.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_words_of_ours_are_read() {
        assert!("order.contact_revealed".parse::<Word>().is_ok());
        assert!("HF202611220000017".parse::<ResourceText>().is_ok());
        assert!("4711".parse::<ResourceText>().is_ok());
        let id = "019AAE1E-0000-7000-8000-0000A1B2C3D4";
        assert_eq!(
            id.parse::<ResourceText>().unwrap().as_str(),
            id.to_lowercase()
        );
        assert!(matches!(id.parse(), Ok(Person::Staff(_))));
        assert!(matches!("finance".parse(), Ok(Person::Role(_))));
    }

    #[test]
    fn personal_numbers_and_free_text_are_not() {
        for text in [
            "",
            "14212345678",
            "142-1234-5678",
            "张三",
            "a b",
            "x' OR 1=1",
        ] {
            assert_eq!(text.parse::<ResourceText>(), Err(NotInEntries), "{text}");
        }
        assert_eq!("Order Viewed".parse::<Word>(), Err(NotInEntries));
        assert_eq!("14212345678".parse::<Person>(), Err(NotInEntries));
    }
}
