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
        audit::{
            AccessedSubject, Accessor, AuditReader, EntryFilter, Event, Outcome, Window, fields,
        },
        authz::Grant,
        failure::Failure,
        http::{Answer, Fields, PathValue, QueryValue, Shell},
    },
};

/// Days in the window that is usual.
const DAYS: i64 = 30;
const SIZE: usize = 50;

/// `GET /audit/staff/{id}?from=2026-11-01&until=2026-11-22&after=ID`; the others are asked alike.
pub(super) async fn staff(
    grant: Grant<AuditReadPerson>,
    PathValue(id): PathValue<StaffId>,
    QueryValue(fields): QueryValue<Fields>,
) -> Result<Answer, Failure> {
    show(grant, Accessor::Staff(id), &fields).await
}

/// `GET /audit/sessions/{id}`
pub(super) async fn session(
    grant: Grant<AuditReadPerson>,
    PathValue(id): PathValue<SessionId>,
    QueryValue(fields): QueryValue<Fields>,
) -> Result<Answer, Failure> {
    show(grant, Accessor::Session(id), &fields).await
}

/// `GET /audit/addresses/{address}`
pub(super) async fn address(
    grant: Grant<AuditReadPerson>,
    PathValue(address): PathValue<IpAddr>,
    QueryValue(fields): QueryValue<Fields>,
) -> Result<Answer, Failure> {
    show(grant, Accessor::Address(address), &fields).await
}

/// `GET /audit/exports/{id}`
pub(super) async fn export(
    grant: Grant<AuditReadPerson>,
    PathValue(id): PathValue<Uuid>,
    QueryValue(fields): QueryValue<Fields>,
) -> Result<Answer, Failure> {
    show(grant, Accessor::Export(id), &fields).await
}

async fn show(
    grant: Grant<AuditReadPerson>,
    viewer: Accessor,
    fields: &Fields,
) -> Result<Answer, Failure> {
    grant.require_all_scope()?;
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
    let mut seen = log.accessed_by(viewer, window, after, limit).await?;
    let more = seen.len() > SIZE;
    seen.truncate(SIZE);
    let mut counts = Vec::new();
    for outcome in [None, Some(Outcome::Denied), Some(Outcome::Failed)] {
        counts.push((outcome, count(log, viewer, window, outcome).await?));
    }
    let shown = i64::try_from(seen.len()).unwrap_or(i64::MAX);
    let event = about(viewer)
        .count(shown)
        .field(fields::FROM, from.start())
        .field(fields::UNTIL, until.end());
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

fn about(viewer: Accessor) -> Event {
    let event = Event::new();
    match viewer {
        Accessor::Staff(id) => event.resource("staff", id.uuid()),
        Accessor::Session(id) => event.resource("session", id.uuid()),
        Accessor::Address(address) => event.resource("address", address),
        Accessor::Export(id) => event.resource("export", id),
    }
}

/// Their entries, as the list has them; counted to a little beyond [`COUNTED`].
async fn count(
    log: &AuditReader,
    viewer: Accessor,
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
        Accessor::Staff(id) => filter.person = Some(id),
        Accessor::Session(id) => filter.session = Some(id),
        Accessor::Address(address) => filter.address = Some(address),
        Accessor::Export(id) => {
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
    viewer: Accessor,
    from: Day,
    until: Day,
    seen: Vec<AccessedSubject>,
    counts: Vec<(Option<Outcome>, i64)>,
    next: Option<SubjectId>,
    wrong: bool,
}

impl ViewerPage {
    fn title(&self) -> &str {
        self.shell.t(match self.viewer {
            Accessor::Staff(_) => key::AUDIT_STAFF,
            Accessor::Session(_) => key::AUDIT_VIEWER_SESSION,
            Accessor::Address(_) => key::AUDIT_VIEWER_ADDRESS,
            Accessor::Export(_) => key::AUDIT_VIEWER_EXPORT,
        })
    }

    fn help(&self) -> &str {
        self.shell.t(match self.viewer {
            Accessor::Staff(_) => key::AUDIT_STAFF_HELP,
            Accessor::Session(_) => key::AUDIT_VIEWER_SESSION_HELP,
            Accessor::Address(_) => key::AUDIT_VIEWER_ADDRESS_HELP,
            Accessor::Export(_) => key::AUDIT_VIEWER_EXPORT_HELP,
        })
    }

    fn id(&self) -> String {
        match self.viewer {
            Accessor::Staff(id) => id.to_string(),
            Accessor::Session(id) => id.to_string(),
            Accessor::Address(address) => address.to_string(),
            Accessor::Export(id) => id.to_string(),
        }
    }

    /// This page without a window.
    fn path(&self) -> String {
        let place = match self.viewer {
            Accessor::Staff(_) => "staff",
            Accessor::Session(_) => "sessions",
            Accessor::Address(_) => "addresses",
            Accessor::Export(_) => "exports",
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
    fn about(&self, seen: &AccessedSubject) -> String {
        format!("{}&subject={}", self.entries(&None), seen.subject)
    }

    /// Their entries in the list.
    fn entries(&self, outcome: &Option<Outcome>) -> String {
        let (id, from, until) = (self.id(), self.from, self.until);
        let whose = match self.viewer {
            Accessor::Staff(_) => format!("person={id}"),
            Accessor::Session(_) => format!("session={id}"),
            Accessor::Address(_) => format!("address={id}"),
            Accessor::Export(_) => format!("kind=export&resource={id}"),
        };
        let outcome = outcome.map(|outcome| format!("&outcome={}", outcome.as_str()));
        let outcome = outcome.unwrap_or_default();
        format!("{PATH}?{whose}{outcome}&from={from}T00:00&to={until}T23:59")
    }
}
