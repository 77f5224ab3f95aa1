//! Money: whole fen (分), a hundredth of a yuan.
//!
//! Owns how an amount is written. Must not use floating point, nor know other currencies.

use serde::{Deserialize, Serialize};

use super::number::grouped;

/// An amount of renminbi in fen; negative if it goes back. One integer column on both engines.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    Serialize,
    Deserialize,
    sqlx::Type,
)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct Fen(i64);

impl Fen {
    /// This many fen.
    #[must_use]
    pub const fn new(fen: i64) -> Self {
        Self(fen)
    }

    /// The amount in fen.
    #[must_use]
    pub const fn fen(self) -> i64 {
        self.0
    }

    /// Yuan as pages show them: `1,234.50`, without a currency sign.
    #[must_use]
    pub fn yuan(self) -> String {
        self.signed(&grouped(self.0.unsigned_abs() / 100))
    }

    /// Yuan as files hold them, for programs to read: `1234.50`.
    #[must_use]
    pub fn plain(self) -> String {
        self.signed(&(self.0.unsigned_abs() / 100).to_string())
    }

    fn signed(self, yuan: &str) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        format!("{sign}{yuan}.{:02}", self.0.unsigned_abs() % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_grouped_by_thousands() {
        assert_eq!(Fen::new(123_450).yuan(), "1,234.50");
        assert_eq!(Fen::new(12_345_678_901).yuan(), "123,456,789.01");
        assert_eq!(Fen::new(99_900).yuan(), "999.00");
        assert_eq!(Fen::new(-5).yuan(), "-0.05");
        assert_eq!(Fen::new(-123_450).plain(), "-1234.50");
        assert_eq!(Fen::new(i64::MIN).yuan(), "-92,233,720,368,547,758.08");
    }
}
