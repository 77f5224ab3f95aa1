//! One traveller's timeline: who saw which parts of their data, when and why. By id; the log has no name.

use actix_web::http::StatusCode;
use askama::Template;

use super::{AuditReadTraveller, words};
use crate::{
    base::{day::Day, ids::SubjectId},
    i18n::{self, key},
    kernel::{
        audit::{Event, FoundEntry, StoredEntry, Window},
        authz::Grant,
        failure::Failure,
        http::{Answer, Fields, PathValue, QueryValue, Shell},
    },
};

const SIZE: usize = 50;

/// `GET /audit/travellers/{id}?before=4711`
pub(super) async fn show(
    grant: Grant<AuditReadTraveller>,
    PathValue(subject): PathValue<SubjectId>,
    QueryValue(fields): QueryValue<Fields>,
) -> Result<Answer, Failure> {
    grant.require_all_scope()?;
    let typed = fields.get("before");
    let before: Option<i64> = typed.parse().ok();
    let wrong = before.is_none() && !typed.is_empty();
    let limit = i64::try_from(SIZE + 1).unwrap_or(i64::MAX);
    let log = grant.log();
    let mut found = log
        .accesses_of(subject, Window::default(), before, limit)
        .await?;
    let more = found.len() > SIZE;
    found.truncate(SIZE);
    let shown = i64::try_from(found.len()).unwrap_or(i64::MAX);
    let event = Event::new().subject(subject).count(shown);
    let receipt = match wrong {
        true => grant.fail(event).await?,
        false => grant.record(event).await?,
    };
    let last = found.last().map(|entry| entry.sequence);
    let page = TravellerPage {
        shell: receipt.shell().await?,
        subject,
        next: last.filter(|_| more),
        further: before.is_some(),
        days: days(found),
        wrong,
    };
    let answer = receipt.page(&page)?;
    Ok(match wrong {
        true => answer.with_status(StatusCode::BAD_REQUEST),
        false => answer,
    })
}

/// Entries of one day, newest first. What cannot be read has no day of its own and stays where its number puts it.
fn days(found: Vec<FoundEntry>) -> Vec<(Option<Day>, Vec<FoundEntry>)> {
    let mut days: Vec<(Option<Day>, Vec<FoundEntry>)> = Vec::new();
    for one in found {
        let day = one.entry.as_ref().map(|entry| entry.at.day());
        match days.last_mut() {
            Some((last, entries)) if day.is_none() || *last == day => entries.push(one),
            _ => days.push((day, vec![one])),
        }
    }
    days
}

#[derive(Template)]
#[template(path = "audit_trail/traveller.html")]
struct TravellerPage {
    shell: Shell,
    subject: SubjectId,
    days: Vec<(Option<Day>, Vec<FoundEntry>)>,
    next: Option<i64>,
    /// Whether this is not the first page.
    further: bool,
    wrong: bool,
}

impl TravellerPage {
    fn who(&self, entry: &StoredEntry) -> words::Who {
        words::who(self.shell.locale, entry)
    }

    fn event(&self, entry: &StoredEntry) -> String {
        i18n::word(self.shell.locale, "event", &entry.event)
    }

    fn opened(&self, entry: &StoredEntry) -> String {
        words::opened(self.shell.locale, entry).join(self.shell.t(key::AUDIT_AND))
    }

    /// Every entry about them, also those that opened nothing.
    fn entries(&self) -> String {
        words::same("subject", &self.subject.to_string())
    }
}
