//! The catalogue of events in words: what each means and what its entries may say. A page shows it, and a command prints it.

use askama::Template;

use super::{AuditReadCatalogue, words};
use crate::{
    base::locale::Locale,
    i18n::{self, key},
    kernel::{
        audit::{Event, EventKind, every_event},
        authz::{CataloguedEvent, Descriptor, Grant, catalogue},
        failure::Failure,
        http::{Answer, Shell},
    },
};

/// One kind of event in words.
pub struct EventRow {
    /// Its name, as entries carry it.
    pub name: &'static str,
    pub word: String,
    pub meaning: String,
    /// What its entries may say of it, besides when, who, from where, under which permission and how it ended.
    pub fields: Vec<FieldRow>,
    /// The permissions under which it is recorded, as `object:action`; none where the guard records it for all.
    pub permissions: Vec<&'static str>,
}

/// One thing that an entry may say.
pub struct FieldRow {
    /// As the stored entry has it: `fields.status:number`.
    pub code: String,
    pub word: String,
}

/// Every kind of event of a system with these permissions, in the order of the names.
pub fn event_rows(locale: Locale, permissions: &[&'static Descriptor]) -> Vec<EventRow> {
    let events = catalogue(permissions);
    events.iter().map(|event| row(locale, event)).collect()
}

/// What the entries of every kind may say as well.
pub fn common_fields(locale: Locale) -> Vec<FieldRow> {
    facts(locale, every_event())
}

fn row(locale: Locale, event: &CataloguedEvent) -> EventRow {
    let kind = event.kind;
    EventRow {
        name: kind.name(),
        word: i18n::word(locale, "event", kind.name()),
        meaning: i18n::word(locale, "event_meaning", kind.name()),
        fields: fields(locale, kind),
        permissions: event.permissions.iter().map(|one| one.name).collect(),
    }
}

fn fields(locale: Locale, kind: &EventKind) -> Vec<FieldRow> {
    let mut fields = Vec::new();
    if !kind.resources().is_empty() {
        let words = kind.resources().iter();
        let words: Vec<_> = words
            .map(|name| i18n::word(locale, "resource", name))
            .collect();
        fields.push(FieldRow {
            code: format!("resource:{}", kind.resources().join("|")),
            word: words.join(i18n::text(locale, key::AUDIT_OR)),
        });
    }
    for (carried, code, key) in [
        (kind.has_subjects(), "subjects", key::AUDIT_SUBJECTS),
        (kind.has_count(), "count", key::AUDIT_ROWS),
        (kind.has_reason(), "reason", key::SENSITIVE_REASON),
    ] {
        if carried {
            fields.push(FieldRow {
                code: code.to_owned(),
                word: i18n::text(locale, key).to_owned(),
            });
        }
    }
    fields.extend(facts(locale, kind.facts()));
    fields
}

fn facts(
    locale: Locale,
    facts: impl Iterator<Item = crate::kernel::audit::FieldSpec>,
) -> Vec<FieldRow> {
    facts
        .map(|fact| FieldRow {
            code: format!("facts.{}:{}", fact.name, fact.kind.as_str()),
            word: i18n::word(locale, "field", fact.name),
        })
        .collect()
}

/// `GET /audit/events`
pub(super) async fn show(grant: Grant<AuditReadCatalogue>) -> Result<Answer, Failure> {
    grant.require_all_scope()?;
    let receipt = grant.record(Event::new()).await?;
    let shell = receipt.shell().await?.without_watermark();
    let rows = event_rows(shell.locale, receipt.kernel().policy().permissions());
    receipt.page(&CataloguePage::new(shell, rows))
}

/// `audit_trail/catalogue.html`
#[derive(Template)]
#[template(path = "audit_trail/catalogue.html")]
struct CataloguePage {
    shell: Shell,
    rows: Vec<EventRow>,
    common: Vec<FieldRow>,
}

impl CataloguePage {
    fn new(shell: Shell, rows: Vec<EventRow>) -> Self {
        Self {
            common: common_fields(shell.locale),
            shell,
            rows,
        }
    }

    fn permission(&self, name: &str) -> String {
        i18n::word(self.shell.locale, "permission", name)
    }

    /// What events begin with, and the first event of each: the way into a long page.
    fn groups(&self) -> Vec<(&'static str, &'static str)> {
        let groups = self.rows.iter().map(|row| {
            let group = row.name.split('.').next().unwrap_or(row.name);
            (group, row.name)
        });
        let mut groups: Vec<_> = groups.collect();
        groups.dedup_by_key(|(group, _)| *group);
        groups
    }

    /// The entries of an event.
    fn entries(&self, row: &EventRow) -> String {
        words::same("event", row.name)
    }
}
