//! A day of the calendar, without a time or a zone: births, departures, filters.
//!
//! Owns the text form `yyyy-mm-dd` and where a day begins in China. Must not know what time it is now.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use time::{Date, Month};

use super::clock::{CHINA, Timestamp};
use super::text_column::text_column;

/// A day, written `2026-11-22`. A `TEXT` column on both engines, which sorts as the calendar does.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

text_column!(Day);

/// Text that is not a day of the calendar in the form `yyyy-mm-dd`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a day of the form 2026-11-22")]
pub struct DayError;

impl Day {
    /// The day with this year (1 to 9999), month and day of the month.
    ///
    /// # Errors
    /// If the calendar has no such day.
    pub fn new(year: i32, month: u8, day: u8) -> Result<Self, DayError> {
        if !(1..=9999).contains(&year) {
            return Err(DayError);
        }
        let month = Month::try_from(month).map_err(|_| DayError)?;
        Date::from_calendar_date(year, month, day)
            .map(Self)
            .map_err(|_| DayError)
    }

    /// The day of this date.
    #[must_use]
    pub const fn from_date(date: Date) -> Self {
        Self(date)
    }

    /// The year, 1 to 9999.
    #[must_use]
    pub const fn year(self) -> i32 {
        self.0.year()
    }

    /// The first instant of this day in China.
    #[must_use]
    pub fn start(self) -> Timestamp {
        Timestamp::from(self.0.midnight().assume_offset(CHINA))
    }

    /// The first instant after this day in China: a filter "until this day" ends before it.
    #[must_use]
    pub fn end(self) -> Timestamp {
        self.start() + Duration::from_secs(86_400)
    }

    /// The day this many days later, or earlier if negative; it stops at the calendar's ends.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        Self(
            self.0
                .saturating_add(time::Duration::days(days.clamp(-4_000_000, 4_000_000))),
        )
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:04}-{:02}-{:02}",
            self.0.year(),
            u8::from(self.0.month()),
            self.0.day()
        )
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Day({self})")
    }
}

impl FromStr for Day {
    type Err = DayError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bytes = text.as_bytes();
        let shaped = bytes.len() == 10
            && bytes.iter().enumerate().all(|(at, byte)| match at {
                4 | 7 => *byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        if !shaped {
            return Err(DayError);
        }
        let year = text[..4].parse().map_err(|_| DayError)?;
        let month = text[5..7].parse().map_err(|_| DayError)?;
        let day = text[8..].parse().map_err(|_| DayError)?;
        Self::new(year, month, day)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_day_begins_at_sixteen_hours_utc() {
        let day: Day = "2026-11-22".parse().unwrap();
        assert_eq!(day.start().rfc3339(), "2026-11-21T16:00:00Z");
        assert_eq!(day.end(), day.plus_days(1).start());
        assert_eq!(day.start().day(), day);
    }

    #[test]
    fn only_real_days_parse() {
        for text in [
            "",
            "2026-2-3",
            "2026-02-30",
            "0000-01-01",
            "2026/01/01",
            "2026-01-01 ",
            "٢٠٢٦-01-01",
            "+026-01-01",
        ] {
            assert_eq!(text.parse::<Day>(), Err(DayError), "{text}");
        }
    }

    proptest! {
        #[test]
        fn text_goes_both_ways(offset in -600_000_i64..2_000_000) {
            let day = Day::new(2000, 1, 1).unwrap().plus_days(offset);
            prop_assert_eq!(day.to_string().parse(), Ok(day));
        }
    }
}
