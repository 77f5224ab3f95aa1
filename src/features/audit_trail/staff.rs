//! One member of staff's timeline in some days: how much they did, and whom they saw. By id; the log has no name.

use actix_web::http::StatusCode;
use askama::Template;

use super::{AuditReadPerson, PATH, list::COUNTED};
use crate::{
    base::{
        day::Day,
        ids::{StaffId, SubjectId},
    },
    kernel::{
        audit::{AuditReader, EntryFilter, Event, Outcome, Seen, Viewer, Window, facts},
        authz::Grant,
        http::{Answer, Failure, Fields, PathValue, QueryValue, Shell},
    },
};

/// Days in the window that is usual.
const DAYS: i64 = 30;
/// People on a page.
const SIZE: usize = 50;

/// `GET /audit/staff/{id}?from=2026-11-01&until=2026-11-22&after=ID`
pub(super) async fn show(
    grant: Grant<AuditReadPerson>,
    PathValue(person): PathValue<StaffId>,
    QueryValue(fields): QueryValue<Fields>,
) -> Result<Answer, Failure> {
    grant.reaches_every_row()?;
    let mut wrong = false;
    let today = grant.kernel().clock().now().day();
    let until = read::<Day>(&fields, "until", &mut wrong).unwrap_or(today);
    let from = read::<Day>(&fields, "from", &mut wrong).unwrap_or(until.plus_days(1 - DAYS));
    let after = read::<SubjectId>(&fields, "after", &mut wrong);
    wrong |= until < from;

    let window = Window {
        from: Some(from.start()),
        until: Some(until.end()),
    };
    let limit = i64::try_from(SIZE + 1).unwrap_or(i64::MAX);
    let log = grant.log();
    let mut seen = log
        .seen_by(Viewer::Staff(person), window, after, limit)
        .await?;
    let more = seen.len() > SIZE;
    seen.truncate(SIZE);
    let mut counts = Vec::new();
    for outcome in [None, Some(Outcome::Denied), Some(Outcome::Failed)] {
        counts.push((outcome, count(log, person, window, outcome).await?));
    }
    let shown = i64::try_from(seen.len()).unwrap_or(i64::MAX);
    let event = Event::new()
        .about("staff", person.uuid())
        .count(shown)
        .fact(facts::FROM, from.start())
        .fact(facts::UNTIL, until.end());
    let receipt = match wrong {
        true => grant.fail(event).await?,
        false => grant.record(event).await?,
    };
    let page = StaffPage {
        shell: receipt.shell().await?,
        person,
        from,
        until,
        next: seen.last().map(|last| last.subject).filter(|_| more),
        seen,
        counts,
        wrong,
    };
    let answer = receipt.page(&page)?;
    Ok(match wrong {
        true => answer.with_status(StatusCode::BAD_REQUEST),
        false => answer,
    })
}

fn read<T: std::str::FromStr>(fields: &Fields, name: &str, wrong: &mut bool) -> Option<T> {
    let typed = fields.get(name);
    let value = typed.parse().ok();
    *wrong |= value.is_none() && !typed.is_empty();
    value
}

/// Entries of theirs and about them, as the list has them; counted to a little beyond [`COUNTED`].
async fn count(
    log: &AuditReader,
    person: StaffId,
    window: Window,
    outcome: Option<Outcome>,
) -> sqlx::Result<i64> {
    let filter = EntryFilter {
        person: Some(person),
        from: window.from,
        until: window.until,
        outcome,
        ..EntryFilter::default()
    };
    log.count(&filter, COUNTED + 1).await
}

#[derive(Template)]
#[template(path = "audit_trail/staff.html")]
struct StaffPage {
    shell: Shell,
    person: StaffId,
    from: Day,
    until: Day,
    seen: Vec<Seen>,
    counts: Vec<(Option<Outcome>, i64)>,
    next: Option<SubjectId>,
    wrong: bool,
}

impl StaffPage {
    fn word(&self, outcome: &Option<Outcome>) -> &str {
        match outcome {
            None => self.shell.t("audit.entries"),
            Some(Outcome::Denied) => self.shell.t("audit.denied"),
            Some(_) => self.shell.t("audit.failed"),
        }
    }

    fn counted(&self, count: &i64) -> String {
        match *count > COUNTED {
            true => format!("> {COUNTED}"),
            false => count.to_string(),
        }
    }

    fn all_entries(&self) -> String {
        self.entries(&None)
    }

    /// Their entries in the list.
    fn entries(&self, outcome: &Option<Outcome>) -> String {
        let (from, until) = (self.from, self.until);
        let outcome = outcome.map(|outcome| format!("&outcome={}", outcome.as_str()));
        let outcome = outcome.unwrap_or_default();
        format!(
            "{PATH}?person={}{outcome}&from={from}T00:00&to={until}T23:59",
            self.person
        )
    }
}
