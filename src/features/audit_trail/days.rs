//! The log day by day: how much was recorded, and how much of it was denied or failed.

use actix_web::http::StatusCode;
use askama::Template;

use super::{AuditList, PATH, events};
use crate::{
    base::day::Day,
    i18n::key,
    kernel::{
        audit::{Event, Recorded, fields},
        authz::Grant,
        failure::Failure,
        http::{Answer, Fields, QueryValue, Shell},
    },
};

const DAYS: i64 = 30;
/// The picture's own units: a bar for each day, in a drawing of this height.
const STEP: i64 = 20;
const HEIGHT: i64 = 160;

/// `GET /audit/days?until=2026-11-22`
pub(super) async fn show(
    grant: Grant<AuditList>,
    QueryValue(fields): QueryValue<Fields>,
) -> Result<Answer, Failure> {
    grant.require_all_scope()?;
    let today = grant.kernel().clock().now().day();
    let typed = fields.get("until");
    let asked = typed.parse::<Day>().ok().filter(|day| *day <= today);
    let wrong = asked.is_none() && !typed.is_empty();
    let until = asked.unwrap_or(today);
    let days: Vec<Day> = (1 - DAYS..=0).map(|back| until.plus_days(back)).collect();
    let from = days.first().copied().unwrap_or(until);
    let mut moments: Vec<_> = days.iter().map(|day| day.start()).collect();
    moments.push(until.end());
    let recorded = grant.log().recorded_between(&moments).await?;
    let event = Event::new()
        .kind(&events::DAYS_VIEWED)
        .field(fields::FROM, from.start())
        .field(fields::UNTIL, until.end());
    let receipt = match wrong {
        true => grant.fail(event).await?,
        false => grant.record(event).await?,
    };
    let shell = receipt.shell().await?.without_watermark();
    let page = DaysPage {
        shell,
        from,
        until,
        later: (until < today).then(|| until.plus_days(DAYS).min(today)),
        bars: bars(&days, &recorded),
        wrong,
    };
    let answer = receipt.page(&page)?;
    Ok(match wrong {
        true => answer.with_status(StatusCode::BAD_REQUEST),
        false => answer,
    })
}

/// One day of the picture and of the table.
struct Bar {
    day: Day,
    recorded: Recorded,
    left: i64,
    all: Piece,
    denied: Piece,
    failed: Piece,
}

/// A piece of a bar: where it begins, from the top, and how high it is.
struct Piece {
    top: i64,
    height: i64,
}

fn bars(days: &[Day], recorded: &[Recorded]) -> Vec<Bar> {
    let most = recorded
        .iter()
        .map(|day| day.entries)
        .max()
        .unwrap_or(0)
        .max(1);
    // Rounded up: one denial among thousands must be seen.
    let scaled = |count: i64| (count * HEIGHT + most - 1) / most;
    let numbered = (0..).zip(days.iter().zip(recorded));
    numbered
        .map(|(number, (day, recorded))| {
            let (denied, failed) = (scaled(recorded.denied), scaled(recorded.failed));
            let piece = |height: i64, below: i64| Piece {
                top: (HEIGHT - below - height).max(0),
                height: height.min(HEIGHT),
            };
            Bar {
                day: *day,
                recorded: *recorded,
                left: number * STEP,
                all: piece(scaled(recorded.entries), 0),
                denied: piece(denied, 0),
                failed: piece(failed, denied),
            }
        })
        .collect()
}

#[derive(Template)]
#[template(path = "audit_trail/days.html")]
struct DaysPage {
    shell: Shell,
    from: Day,
    until: Day,
    later: Option<Day>,
    bars: Vec<Bar>,
    wrong: bool,
}

impl DaysPage {
    fn width(&self) -> i64 {
        DAYS * STEP
    }

    fn height(&self) -> i64 {
        HEIGHT
    }

    /// What the highest bar stands for.
    fn most(&self) -> i64 {
        let entries = self.bars.iter().map(|bar| bar.recorded.entries);
        entries.max().unwrap_or(0)
    }

    fn earlier(&self) -> Day {
        self.from.plus_days(-1)
    }

    fn is_empty(&self) -> bool {
        self.bars.iter().all(|bar| bar.recorded.entries == 0)
    }

    /// The newest first, as everywhere.
    fn rows(&self) -> impl Iterator<Item = &Bar> {
        let with_entries = self.bars.iter().rev();
        with_entries.filter(|bar| bar.recorded.entries > 0)
    }

    fn entries(&self, day: &Day) -> String {
        format!("{PATH}?from={day}T00:00&to={day}T23:59")
    }

    fn outcome(&self, day: &Day, outcome: &str) -> String {
        format!("{}&outcome={outcome}", self.entries(day))
    }

    fn picture(&self) -> String {
        let text = self.shell.fill(key::AUDIT_DAYS_PICTURE, "from", self.from);
        text.replace("{until}", &self.until.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_denial_among_thousands_is_seen_and_nothing_leaves_the_picture() {
        let day = Day::new(2026, 11, 22).unwrap();
        let recorded = |entries, denied, failed| Recorded {
            entries,
            denied,
            failed,
        };
        let days = [day, day.plus_days(1), day.plus_days(2)];
        let bars = bars(
            &days,
            &[
                recorded(5_000, 1, 0),
                recorded(0, 0, 0),
                recorded(10, 10, 0),
            ],
        );
        assert_eq!((bars[0].all.height, bars[0].denied.height), (HEIGHT, 1));
        assert_eq!(bars[1].all.height, 0);
        for bar in &bars {
            for piece in [&bar.all, &bar.denied, &bar.failed] {
                assert!(piece.top >= 0 && piece.top + piece.height <= HEIGHT + 1);
            }
        }
    }
}
