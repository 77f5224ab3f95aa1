//! What one viewer did in some days, and whom they saw: a member of staff, a session, an address, whoever holds the file of an
//! export. By id; the log has no name.

use std::net::IpAddr;

use actix_web::http::StatusCode;
use askama::Template;
use uuid::Uuid;

use super::{AuditReadPerson, PATH, list::COUNTED};
use crate::{
    base::{
        day::Day,
        ids::{SessionId, StaffId, SubjectId},
    },
    i18n::key,
    kernel::{
        audit::{AuditReader, EntryFilter, Event, Outcome, Seen, Viewer, Window, facts},
        authz::Grant,
        failure::Failure,
        http::{Answer, Fields, PathValue, QueryValue, Shell},
    },
};

/// Days in the window that is usual.
const DAYS: i64 = 30;
/// People on a page.
const SIZE: usize = 50;

/// `GET /audit/staff/{id}?from=2026-11-01&until=2026-11-22&after=ID`; the others are asked alike.
pub(super) async fn staff(
    grant: Grant<AuditReadPerson>,
    PathValue(id): PathValue<StaffId>,
    QueryValue(fields): QueryValue<Fields>,
) -> Result<Answer, Failure> {
    show(grant, Viewer::Staff(id), &fields).await
}

/// `GET /audit/sessions/{id}`
pub(super) async fn session(
    grant: Grant<AuditReadPerson>,
    PathValue(id): PathValue<SessionId>,
    QueryValue(fields): QueryValue<Fields>,
) -> Result<Answer, Failure> {
    show(grant, Viewer::Session(id), &fields).await
}

/// `GET /audit/addresses/{address}`
pub(super) async fn address(
    grant: Grant<AuditReadPerson>,
    PathValue(address): PathValue<IpAddr>,
    QueryValue(fields): QueryValue<Fields>,
) -> Result<Answer, Failure> {
    show(grant, Viewer::Address(address), &fields).await
}

/// `GET /audit/exports/{id}`
pub(super) async fn export(
    grant: Grant<AuditReadPerson>,
    PathValue(id): PathValue<Uuid>,
    QueryValue(fields): QueryValue<Fields>,
) -> Result<Answer, Failure> {
    show(grant, Viewer::Export(id), &fields).await
}

async fn show(
    grant: Grant<AuditReadPerson>,
    viewer: Viewer,
    fields: &Fields,
) -> Result<Answer, Failure> {
    grant.reaches_every_row()?;
    let mut wrong = false;
    let today = grant.kernel().clock().now().day();
    let until = read::<Day>(fields, "until", &mut wrong).unwrap_or(today);
    let from = read::<Day>(fields, "from", &mut wrong).unwrap_or(until.plus_days(1 - DAYS));
    let after = read::<SubjectId>(fields, "after", &mut wrong);
    wrong |= until < from;

    let window = Window {
        from: Some(from.start()),
        until: Some(until.end()),
    };
    let limit = i64::try_from(SIZE + 1).unwrap_or(i64::MAX);
    let log = grant.log();
    let mut seen = log.seen_by(viewer, window, after, limit).await?;
    let more = seen.len() > SIZE;
    seen.truncate(SIZE);
    let mut counts = Vec::new();
    for outcome in [None, Some(Outcome::Denied), Some(Outcome::Failed)] {
        counts.push((outcome, count(log, viewer, window, outcome).await?));
    }
    let shown = i64::try_from(seen.len()).unwrap_or(i64::MAX);
    let event = about(viewer)
        .count(shown)
        .fact(facts::FROM, from.start())
        .fact(facts::UNTIL, until.end());
    let receipt = match wrong {
        true => grant.fail(event).await?,
        false => grant.record(event).await?,
    };
    let page = ViewerPage {
        shell: receipt.shell().await?,
        viewer,
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

fn about(viewer: Viewer) -> Event {
    let event = Event::new();
    match viewer {
        Viewer::Staff(id) => event.about("staff", id.uuid()),
        Viewer::Session(id) => event.about("session", id.uuid()),
        Viewer::Address(address) => event.about("address", address),
        Viewer::Export(id) => event.about("export", id),
    }
}

/// Their entries, as the list has them; counted to a little beyond [`COUNTED`].
async fn count(
    log: &AuditReader,
    viewer: Viewer,
    window: Window,
    outcome: Option<Outcome>,
) -> sqlx::Result<i64> {
    let mut filter = EntryFilter {
        from: window.from,
        until: window.until,
        outcome,
        ..EntryFilter::default()
    };
    match viewer {
        Viewer::Staff(id) => filter.person = Some(id),
        Viewer::Session(id) => filter.session = Some(id),
        Viewer::Address(address) => filter.address = Some(address),
        Viewer::Export(id) => {
            filter.resource_kind = Some("export".to_owned());
            filter.resource = Some(id.to_string());
        }
    }
    log.count(&filter, COUNTED + 1).await
}

#[derive(Template)]
#[template(path = "audit_trail/viewer.html")]
struct ViewerPage {
    shell: Shell,
    viewer: Viewer,
    from: Day,
    until: Day,
    seen: Vec<Seen>,
    counts: Vec<(Option<Outcome>, i64)>,
    next: Option<SubjectId>,
    wrong: bool,
}

impl ViewerPage {
    fn title(&self) -> &str {
        self.shell.t(match self.viewer {
            Viewer::Staff(_) => key::AUDIT_STAFF,
            Viewer::Session(_) => key::AUDIT_VIEWER_SESSION,
            Viewer::Address(_) => key::AUDIT_VIEWER_ADDRESS,
            Viewer::Export(_) => key::AUDIT_VIEWER_EXPORT,
        })
    }

    fn help(&self) -> &str {
        self.shell.t(match self.viewer {
            Viewer::Staff(_) => key::AUDIT_STAFF_HELP,
            Viewer::Session(_) => key::AUDIT_VIEWER_SESSION_HELP,
            Viewer::Address(_) => key::AUDIT_VIEWER_ADDRESS_HELP,
            Viewer::Export(_) => key::AUDIT_VIEWER_EXPORT_HELP,
        })
    }

    fn id(&self) -> String {
        match self.viewer {
            Viewer::Staff(id) => id.to_string(),
            Viewer::Session(id) => id.to_string(),
            Viewer::Address(address) => address.to_string(),
            Viewer::Export(id) => id.to_string(),
        }
    }

    /// This page without a window.
    fn path(&self) -> String {
        let place = match self.viewer {
            Viewer::Staff(_) => "staff",
            Viewer::Session(_) => "sessions",
            Viewer::Address(_) => "addresses",
            Viewer::Export(_) => "exports",
        };
        format!("{PATH}/{place}/{}", self.id())
    }

    fn word(&self, outcome: &Option<Outcome>) -> &str {
        match outcome {
            None => self.shell.t(key::AUDIT_ENTRIES),
            Some(Outcome::Denied) => self.shell.t(key::AUDIT_DENIED),
            Some(_) => self.shell.t(key::AUDIT_FAILED),
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

    /// Their entries about one person, each with what it opened.
    fn about(&self, seen: &Seen) -> String {
        format!("{}&subject={}", self.entries(&None), seen.subject)
    }

    /// Their entries in the list.
    fn entries(&self, outcome: &Option<Outcome>) -> String {
        let (id, from, until) = (self.id(), self.from, self.until);
        let whose = match self.viewer {
            Viewer::Staff(_) => format!("person={id}"),
            Viewer::Session(_) => format!("session={id}"),
            Viewer::Address(_) => format!("address={id}"),
            Viewer::Export(_) => format!("kind=export&resource={id}"),
        };
        let outcome = outcome.map(|outcome| format!("&outcome={}", outcome.as_str()));
        let outcome = outcome.unwrap_or_default();
        format!("{PATH}?{whose}{outcome}&from={from}T00:00&to={until}T23:59")
    }
}
