//! Time: one instant type for both engines, and the clock that hands it out.
//!
//! The clock is a parameter everywhere, so that expiry can be tested without waiting. Nothing else in
//! Hufu may ask the machine for the time.

use std::fmt;
use std::ops::{Add, Sub};
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use time::format_description::well_known::Rfc3339;
use time::{Date, Month, OffsetDateTime, UtcOffset};

use super::day::Day;

/// China Standard Time: UTC+8 in the whole country, without daylight saving time since 1992.
pub(super) const CHINA: UtcOffset = time::macros::offset!(+8);

/// 0001-01-01T00:00:00Z and 9999-12-31T00:00:00Z: outside of these nothing can be written as a date.
const WRITABLE: (i64, i64) = (-62_135_596_800_000_000, 253_402_214_400_000_000);

/// An instant: microseconds since 1970-01-01T00:00:00Z.
///
/// One integer column (`INTEGER` in SQLite, `BIGINT` in PostgreSQL), so that it sorts and compares the
/// same on both engines and no text is rounded on the way. As text, and in JSON, it is RFC 3339 in UTC.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, sqlx::Type)]
#[sqlx(transparent)]
pub struct Timestamp(i64);

/// Text that is not an RFC 3339 instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a time of the form 2026-11-22T10:05:00Z")]
pub struct TimestampError;

impl Timestamp {
    /// The instant this many microseconds after 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Whole seconds since 1970-01-01T00:00:00Z, rounded down.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// How long ago `earlier` was; zero if it was not earlier.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// RFC 3339 in UTC: `2026-11-22T10:05:00Z`, with a fraction only if there is one.
    #[must_use]
    pub fn rfc3339(self) -> String {
        self.to_string()
    }

    /// China time to the minute, as pages show it: `2026-11-22 18:05`.
    #[must_use]
    pub fn local(self) -> String {
        let at = self.date_time().to_offset(CHINA);
        format!(
            "{} {:02}:{:02}",
            Day::from_date(at.date()),
            at.hour(),
            at.minute()
        )
    }

    /// China time to the second: `2026-11-22 18:05:09`.
    #[must_use]
    pub fn local_seconds(self) -> String {
        format!("{}:{:02}", self.local(), self.date_time().second())
    }

    /// The same time so many calendar months earlier, in UTC; the last day of a shorter month for a day that it does not have.
    #[must_use]
    pub fn months_before(self, months: u32) -> Self {
        let moment = self.date_time().to_offset(UtcOffset::UTC);
        let day = moment.date();
        let number = day.year() * 12 + i32::from(u8::from(day.month())) - 1;
        let earlier = number.saturating_sub(i32::try_from(months).unwrap_or(i32::MAX));
        let (year, month) = (earlier.div_euclid(12), earlier.rem_euclid(12));
        let month = Month::January.nth_next(u8::try_from(month).unwrap_or(0));
        let shorter = day.day().min(month.length(year));
        // Before the first year nothing is earlier.
        Date::from_calendar_date(year, month, shorter)
            .map_or(Self(WRITABLE.0), |day| Self::from(moment.replace_date(day)))
    }

    /// The day it is in China at this instant.
    #[must_use]
    pub fn day(self) -> Day {
        Day::from_date(self.date_time().to_offset(CHINA).date())
    }

    fn date_time(self) -> OffsetDateTime {
        let micros = self.0.clamp(WRITABLE.0, WRITABLE.1);
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(micros) * 1_000)
            .unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }
}

impl From<OffsetDateTime> for Timestamp {
    fn from(at: OffsetDateTime) -> Self {
        // A year has four digits here, so the microseconds fit; rounding down keeps the order.
        Self(i64::try_from(at.unix_timestamp_nanos().div_euclid(1_000)).unwrap_or(i64::MAX))
    }
}

impl From<Timestamp> for OffsetDateTime {
    fn from(at: Timestamp) -> Self {
        at.date_time()
    }
}

impl Add<Duration> for Timestamp {
    type Output = Self;

    fn add(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(micros_of(duration)))
    }
}

impl Sub<Duration> for Timestamp {
    type Output = Self;

    fn sub(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(micros_of(duration)))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.date_time().format(&Rfc3339).map_err(|_| fmt::Error)?)
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Timestamp({self})")
    }
}

impl FromStr for Timestamp {
    type Err = TimestampError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        OffsetDateTime::parse(text, &Rfc3339)
            .map(Self::from)
            .map_err(|_| TimestampError)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

fn micros_of(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

/// Where the time comes from. Clones share one clock: moving one moves all.
#[derive(Clone, Debug)]
pub struct Clock {
    /// The instant the clock stands still at; none if it runs with the machine's.
    stopped_at: Option<Timestamp>,
    /// Microseconds by which the clock was moved ahead.
    ahead: Arc<AtomicI64>,
}

impl Clock {
    #[must_use]
    pub fn system() -> Self {
        Self {
            stopped_at: None,
            ahead: Arc::default(),
        }
    }

    /// A clock that stands still at `start` until it is moved, for tests.
    #[must_use]
    pub fn manual(start: Timestamp) -> Self {
        Self {
            stopped_at: Some(start),
            ahead: Arc::default(),
        }
    }

    /// Moves the clock ahead, for tests of what expires.
    pub fn advance(&self, by: Duration) {
        self.ahead.fetch_add(micros_of(by), Ordering::Relaxed);
    }

    /// The time now, cut to the microsecond that both engines keep.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let running = self.stopped_at.unwrap_or_else(machine_time);
        Timestamp(running.0.saturating_add(self.ahead.load(Ordering::Relaxed)))
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place that asks the machine for the time"
)]
fn machine_time() -> Timestamp {
    match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(since) => Timestamp(micros_of(since)),
        Err(before) => Timestamp(0) - before.duration(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn text_is_utc_and_pages_are_china_time() {
        let at: Timestamp = "2026-11-22T10:05:09Z".parse().unwrap();
        assert_eq!(at.rfc3339(), "2026-11-22T10:05:09Z");
        assert_eq!(at.local(), "2026-11-22 18:05");
        assert_eq!(at.local_seconds(), "2026-11-22 18:05:09");
        assert_eq!(
            (at + Duration::from_secs(6 * 3600)).day().to_string(),
            "2026-11-23"
        );
        assert_eq!("2026-11-22T18:05:09+08:00".parse(), Ok(at));
        assert_eq!("2026-11-22 10:05".parse::<Timestamp>(), Err(TimestampError));
    }

    #[test]
    fn months_are_those_of_the_calendar() {
        let before = |text: &str, months| {
            let at: Timestamp = text.parse().unwrap();
            at.months_before(months).rfc3339()
        };
        assert_eq!(before("2026-11-25T10:05:09Z", 6), "2026-05-25T10:05:09Z");
        assert_eq!(before("2026-08-31T10:05:09Z", 6), "2026-02-28T10:05:09Z");
        assert_eq!(before("2026-01-31T00:00:00Z", 13), "2024-12-31T00:00:00Z");
        assert_eq!(
            before("2026-01-31T00:00:00Z", u32::MAX),
            Timestamp(WRITABLE.0).rfc3339()
        );
    }

    #[test]
    fn a_clock_moves_only_when_told_and_its_clones_with_it() {
        let clock = Clock::manual(Timestamp::from_micros(0));
        let clone = clock.clone();
        clock.advance(Duration::from_millis(1500));
        assert_eq!(clone.now().micros(), 1_500_000);
        assert_eq!(
            clone.now().since(Timestamp::from_micros(500_000)),
            Duration::from_secs(1)
        );
        assert_eq!(Timestamp::from_micros(0).since(clone.now()), Duration::ZERO);

        let before = Clock::system().now();
        assert!(Clock::system().now() >= before);
    }

    proptest! {
        #[test]
        fn every_microsecond_survives_text_and_json(micros in WRITABLE.0..WRITABLE.1) {
            let at = Timestamp::from_micros(micros);
            prop_assert_eq!(at.to_string().parse(), Ok(at));
            prop_assert_eq!(serde_json::from_str::<Timestamp>(&serde_json::to_string(&at).unwrap()).unwrap(), at);
        }

        #[test]
        fn no_instant_panics(micros: i64) {
            let at = Timestamp::from_micros(micros);
            prop_assert!(!at.local_seconds().is_empty());
            let _ = (at + Duration::MAX, at - Duration::MAX, at.rfc3339());
        }
    }
}
