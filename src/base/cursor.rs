//! Where a page of a list begins: after, or before, one row.
//!
//! Keyset pagination, so that page ten thousand costs what page one costs and nothing is shown twice when
//! rows arrive. Owns the text in the URL; it holds a sort key and an id, never a personal value.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

/// Which way a list goes on from a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Towards the end: the rows after this one.
    Next,
    /// Towards the start: the rows before this one.
    Previous,
}

/// The row that a page begins at, itself excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// The value that the list is sorted by: microseconds, fen, a number.
    pub key: i64,
    /// The row's id, which settles the order of equal keys.
    pub id: Uuid,
    pub direction: Direction,
}

/// Text that no list of Hufu has made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a place in a list")]
pub struct CursorError;

/// Direction, key and id, in bytes.
const LENGTH: usize = 1 + 8 + 16;

impl fmt::Display for Cursor {
    /// 34 characters of base64url (RFC 4648 §5, without padding).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = [0; LENGTH];
        bytes[0] = match self.direction {
            Direction::Next => 1,
            Direction::Previous => 2,
        };
        bytes[1..9].copy_from_slice(&self.key.to_be_bytes());
        bytes[9..].copy_from_slice(self.id.as_bytes());
        f.write_str(&URL_SAFE_NO_PAD.encode(bytes))
    }
}

impl FromStr for Cursor {
    type Err = CursorError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| CursorError)?;
        let (direction, rest) = bytes.split_first().ok_or(CursorError)?;
        let (key, id) = rest.split_first_chunk().ok_or(CursorError)?;
        let direction = match direction {
            1 => Direction::Next,
            2 => Direction::Previous,
            _ => return Err(CursorError),
        };
        let id = Uuid::from_slice(id).map_err(|_| CursorError)?;
        Ok(Self {
            key: i64::from_be_bytes(*key),
            id,
            direction,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn text_goes_both_ways(key: i64, id: u128, next: bool) {
            let direction = if next { Direction::Next } else { Direction::Previous };
            let cursor = Cursor { key, id: Uuid::from_u128(id), direction };
            let text = cursor.to_string();
            prop_assert_eq!(text.len(), 34);
            prop_assert_eq!(text.parse(), Ok(cursor));
        }

        #[test]
        fn whatever_parses_is_written_the_same(text in "[A-Za-z0-9_-]{30,36}|.*") {
            if let Ok(cursor) = text.parse::<Cursor>() {
                prop_assert_eq!(cursor.to_string(), text);
            }
        }
    }

    #[test]
    fn other_texts_are_refused() {
        let cursor = Cursor {
            key: 1,
            id: Uuid::nil(),
            direction: Direction::Next,
        }
        .to_string();
        for text in [
            "",
            "AA",
            &cursor[1..],
            &format!("{cursor}=="),
            &format!("_{}", &cursor[1..]),
        ] {
            assert_eq!(text.parse::<Cursor>(), Err(CursorError), "{text}");
        }
    }
}
