//! Order numbers as people say, print and search them.
//!
//! Owns the form `HF` + day + seven digits. Must not decide which number comes next.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::day::Day;
use super::text_column::text_column;

/// An order number: `HF202611220000017`. A `TEXT` column on both engines.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrderNo(String);

text_column!(OrderNo);

/// Text that is not an order number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an order number of the form HF202611220000017")]
pub struct OrderNoError;

impl OrderNoError {
    /// The i18n key of the message for people.
    #[must_use]
    pub const fn key(self) -> &'static str {
        "order_no.malformed"
    }
}

impl OrderNo {
    /// The order number of order `number` of a day.
    ///
    /// # Errors
    /// If the number has more than seven digits.
    pub fn new(day: Day, number: u32) -> Result<Self, OrderNoError> {
        if number > 9_999_999 {
            return Err(OrderNoError);
        }
        Ok(Self(format!(
            "HF{}{number:07}",
            day.to_string().replace('-', "")
        )))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for OrderNo {
    type Err = OrderNoError;

    /// Reads an order number; small letters and blanks around it are forgiven.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = text.trim().to_ascii_uppercase();
        let digits = number.strip_prefix("HF").ok_or(OrderNoError)?;
        if digits.len() != 15 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(OrderNoError);
        }
        let day = format!("{}-{}-{}", &digits[..4], &digits[4..6], &digits[6..8]);
        day.parse::<Day>().map_err(|_| OrderNoError)?;
        Ok(Self(number))
    }
}

impl fmt::Display for OrderNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for OrderNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OrderNo({})", self.0)
    }
}

impl Serialize for OrderNo {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for OrderNo {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_made_and_read_back() {
        let number = OrderNo::new("2026-11-22".parse().unwrap(), 17).unwrap();
        assert_eq!(number.as_str(), "HF202611220000017");
        assert_eq!(" hf202611220000017\n".parse(), Ok(number));
        assert_eq!(
            OrderNo::new("2026-11-22".parse().unwrap(), 10_000_000),
            Err(OrderNoError)
        );
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "",
            "HF",
            "HF20261122000001",
            "HF2026112200000170",
            "HF202613220000017",
            "XX202611220000017",
            "HF2026-1122000001",
            "HF20261122000001٧",
        ] {
            assert_eq!(text.parse::<OrderNo>(), Err(OrderNoError), "{text}");
        }
    }
}
