//! A moment as the auditor types it: a day, or a minute of it, in China time.

use std::{fmt, str::FromStr, time::Duration};

use crate::base::{clock::Timestamp, day::Day};

/// `2026-11-22` or `2026-11-22T18:05`, the two forms that `<input type="datetime-local">` and people write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    day: Day,
    /// Minutes since midnight; none for the whole day.
    minute: Option<u16>,
}

/// Text that is neither a day nor a minute.
#[derive(Debug, PartialEq, Eq)]
pub struct NotAMoment;

const MINUTES_OF_A_DAY: u16 = 24 * 60;

impl Moment {
    /// The first instant of it.
    pub fn start(self) -> Timestamp {
        self.day.start() + minutes(self.minute.unwrap_or(0))
    }

    /// The first instant after it.
    pub fn end(self) -> Timestamp {
        self.day.start() + minutes(self.minute.map_or(MINUTES_OF_A_DAY, |minute| minute + 1))
    }

    /// The value of an input for its first minute.
    pub fn first_minute(self) -> String {
        self.input(self.minute.unwrap_or(0))
    }

    /// The value of an input for its last minute.
    pub fn last_minute(self) -> String {
        self.input(self.minute.unwrap_or(MINUTES_OF_A_DAY - 1))
    }

    fn input(self, minute: u16) -> String {
        format!("{}T{:02}:{:02}", self.day, minute / 60, minute % 60)
    }
}

fn minutes(minutes: u16) -> Duration {
    Duration::from_secs(60 * u64::from(minutes))
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.day.fmt(f)?;
        match self.minute {
            Some(minute) => write!(f, " {:02}:{:02}", minute / 60, minute % 60),
            None => Ok(()),
        }
    }
}

impl FromStr for Moment {
    type Err = NotAMoment;

    fn from_str(text: &str) -> Result<Self, NotAMoment> {
        let (day, minute) = match text.split_once(['T', ' ']) {
            Some((day, minute)) => (day, Some(parse_minute(minute).ok_or(NotAMoment)?)),
            None => (text, None),
        };
        let day = day.parse().map_err(|_| NotAMoment)?;
        Ok(Self { day, minute })
    }
}

/// `18:05`, as minutes since midnight. Seconds, which some browsers add, are left out.
fn parse_minute(text: &str) -> Option<u16> {
    let mut parts = text.split(':');
    let mut number = |below: u16| {
        let part = parts.next().filter(|part| part.len() == 2)?;
        part.parse().ok().filter(|number: &u16| *number < below)
    };
    let (hour, minute) = (number(24)?, number(60)?);
    match parts.next() {
        Some(seconds) if seconds.len() < 2 || parts.next().is_some() => None,
        _ => Some(hour * 60 + minute),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Moment {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_is_all_of_it_and_a_minute_is_included() {
        let day = moment("2026-11-22");
        assert_eq!(day.start().rfc3339(), "2026-11-21T16:00:00Z");
        assert_eq!(day.end().rfc3339(), "2026-11-22T16:00:00Z");
        assert_eq!(day.last_minute(), "2026-11-22T23:59");
        assert_eq!(moment(&day.last_minute()).end(), day.end());

        let minute = moment("2026-11-22T18:05");
        assert_eq!(minute.start().rfc3339(), "2026-11-22T10:05:00Z");
        assert_eq!(minute.end().rfc3339(), "2026-11-22T10:06:00Z");
        assert_eq!(minute.first_minute(), "2026-11-22T18:05");
        assert_eq!(minute.to_string(), "2026-11-22 18:05");
        assert_eq!(moment("2026-11-22 18:05:09"), minute);
    }

    #[test]
    fn other_texts_are_none() {
        for text in [
            "",
            "today",
            "2026-11-22T",
            "2026-11-22T24:00",
            "2026-11-22T18",
            "2026-11-22T8:05",
            "2026-11-22T18:60",
            "2026-11-22T18:05:0",
            "2026-11-22T18:05:00:00",
            "2026-02-30T18:05",
        ] {
            assert_eq!(text.parse::<Moment>(), Err(NotAMoment), "{text}");
        }
    }
}
