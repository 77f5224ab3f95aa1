//! The filter "from this day to that day", as people type it.

use super::{Complaint, ListQuery};
use crate::base::{clock::Timestamp, day::Day};

/// Days of the calendar in China, both included; either end may be open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DaySpan {
    /// The first day.
    pub from: Option<Day>,
    /// The last day.
    pub to: Option<Day>,
}

impl DaySpan {
    /// The parameter of the first day.
    pub const FROM: &'static str = "from";
    /// The parameter of the last day.
    pub const TO: &'static str = "to";

    /// Reads `from` and `to`, complaining about what is no day and about an end before the start.
    pub fn read(query: &ListQuery, complaints: &mut Vec<Complaint>) -> Self {
        let span = Self {
            from: query.typed(Self::FROM, "filter.not_a_day", complaints),
            to: query.typed(Self::TO, "filter.not_a_day", complaints),
        };
        if span.from.zip(span.to).is_some_and(|(from, to)| to < from) {
            complaints.push(Complaint {
                field: Self::TO,
                key: "filter.ends_before_start",
            });
        }
        span
    }

    /// The first instant within.
    pub fn start(&self) -> Option<Timestamp> {
        self.from.map(Day::start)
    }

    /// The first instant after.
    pub fn end(&self) -> Option<Timestamp> {
        self.to.map(Day::end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> (DaySpan, Vec<&'static str>) {
        let fields = serde_urlencoded::from_str(query).unwrap();
        let query = ListQuery::read(&fields, &["from", "to"]).unwrap();
        let mut complaints = Vec::new();
        let span = DaySpan::read(&query, &mut complaints);
        (
            span,
            complaints.iter().map(|complaint| complaint.key).collect(),
        )
    }

    #[test]
    fn the_last_day_is_included() {
        let (span, complaints) = read("from=2026-11-22&to=2026-11-22");
        assert!(complaints.is_empty());
        assert_eq!(span.start().unwrap().rfc3339(), "2026-11-21T16:00:00Z");
        assert_eq!(span.end().unwrap().rfc3339(), "2026-11-22T16:00:00Z");
        assert_eq!(read("").0, DaySpan::default());
    }

    #[test]
    fn what_cannot_be_meant_is_complained_about() {
        assert_eq!(read("from=yesterday").1, ["filter.not_a_day"]);
        assert_eq!(
            read("from=2026-11-22&to=2026-11-21").1,
            ["filter.ends_before_start"]
        );
    }
}
