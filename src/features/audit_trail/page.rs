//! What the templates of the auditor's room read.

use askama::Template;

use super::{
    PATH,
    catalogue::{EventRow, FieldRow, common_fields},
    choices::{Choices, events, people, with_chosen},
    list::{COUNTED, NewestFirst},
    proof_state::ProofState,
    store::StaffRow,
    words,
};
use crate::{
    base::ids::SubjectId,
    i18n,
    kernel::{
        audit::{FoundEntry, GUARD_EVENTS, Outcome, Selection, StoredEntry},
        authz::Policy,
        http::{
            FieldErrors, Shell,
            listing::{ListAddress, ListQuery, Paging, SizeLink},
        },
    },
};

/// What was asked for, read.
pub(super) struct Query {
    pub asked: ListQuery,
    pub filter: Selection,
    pub paging: Paging<NewestFirst>,
    pub address: ListAddress,
    pub staff: Vec<StaffRow>,
    /// Where these entries are exported, for whoever may.
    pub export: Option<String>,
}

/// What was found.
pub(super) struct Found {
    pub entries: Vec<FoundEntry>,
    /// How many match, counted to a little beyond [`COUNTED`].
    pub total: i64,
    /// Link to the page of newer entries.
    pub previous: Option<String>,
    /// Link to the page of older entries.
    pub next: Option<String>,
}

/// `audit_trail/list.html`
#[derive(Template)]
#[template(path = "audit_trail/list.html")]
pub(super) struct ListPage {
    pub(super) shell: Shell,
    pub(super) query: Query,
    pub(super) people: Choices,
    events: Choices,
    errors: FieldErrors,
    /// Absent when the filters cannot be read.
    found: Option<Found>,
}

impl ListPage {
    pub fn new(
        shell: Shell,
        policy: &Policy,
        query: Query,
        errors: FieldErrors,
        found: Option<Found>,
    ) -> Self {
        Self {
            people: people(shell.locale, &query.staff, query.filter.person.as_ref()),
            events: events(shell.locale, policy, query.filter.event.as_ref()),
            shell,
            query,
            errors,
            found,
        }
    }

    fn outcomes(&self) -> Choices {
        Outcome::ALL
            .into_iter()
            .map(|outcome| (outcome.as_str().to_owned(), self.outcome(&outcome)))
            .collect()
    }

    fn kinds(&self) -> Choices {
        let known = i18n::group(self.shell.locale, "resource")
            .map(|(name, word)| (name.to_owned(), word.to_owned()));
        with_chosen(known.collect(), self.query.filter.kind.as_ref())
    }

    /// What was typed into a filter, right or wrong.
    fn typed(&self, name: &str) -> &str {
        self.query.asked.text(name).unwrap_or_default()
    }

    fn from(&self) -> String {
        let from = self.query.filter.from.map(|from| from.first_minute());
        from.unwrap_or_default()
    }

    fn to(&self) -> String {
        let to = self.query.filter.to.map(|to| to.last_minute());
        to.unwrap_or_default()
    }

    /// Whether a filter is in use: then the filters are not folded away on a narrow screen.
    fn is_asked(&self) -> bool {
        !self.chips().is_empty()
    }

    fn count(&self, found: &Found) -> String {
        let (key, count) = if found.total > COUNTED {
            ("audit.count_more", COUNTED)
        } else {
            ("audit.count", found.total)
        };
        self.shell.count(key, count)
    }

    fn sizes(&self) -> Vec<SizeLink> {
        self.query.address.sizes(&self.query.paging)
    }

    fn all(&self) -> &'static str {
        PATH
    }

    fn who(&self, entry: &StoredEntry) -> words::Who {
        words::who(self.shell.locale, entry)
    }

    fn what(&self, entry: &StoredEntry) -> Option<words::What> {
        words::what(self.shell.locale, entry)
    }

    fn event(&self, entry: &StoredEntry) -> String {
        i18n::word(self.shell.locale, "event", &entry.event)
    }

    /// What was attempted, where the event itself does not say it.
    fn attempted(&self, entry: &StoredEntry) -> Option<String> {
        GUARD_EVENTS
            .iter()
            .any(|kind| kind.name() == entry.event)
            .then(|| i18n::word(self.shell.locale, "permission", &entry.permission))
    }

    fn same(&self, name: &str, value: &str) -> String {
        words::same(name, value)
    }

    pub(super) fn outcome(&self, outcome: &Outcome) -> String {
        words::outcome(self.shell.locale, *outcome)
    }

    fn tone(&self, outcome: &Outcome) -> &'static str {
        words::tone(*outcome)
    }
}

/// `audit_trail/catalogue.html`
#[derive(Template)]
#[template(path = "audit_trail/catalogue.html")]
pub(super) struct CataloguePage {
    shell: Shell,
    rows: Vec<EventRow>,
    common: Vec<FieldRow>,
}

impl CataloguePage {
    pub fn new(shell: Shell, rows: Vec<EventRow>) -> Self {
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

/// `audit_trail/detail.html`
#[derive(Template)]
#[template(path = "audit_trail/detail.html")]
pub(super) struct DetailPage {
    pub shell: Shell,
    pub sequence: i64,
    /// Absent when the stored body is no entry any more.
    pub entry: Option<StoredEntry>,
    pub subjects: Vec<SubjectId>,
    pub evidence: Evidence,
    /// The number of the entry before.
    pub older: Option<i64>,
    /// The number of the entry after.
    pub newer: Option<i64>,
    /// Whether the viewer may have a proof of it.
    pub can_prove: bool,
    /// How it stands in the tree.
    pub proof: ProofState,
}

/// What is stored, for people who check it with tools of their own.
pub(super) struct Evidence {
    /// Whether the body gives the leaf hash.
    pub holds: bool,
    /// The body, set in lines.
    pub pretty: String,
    /// The body as it is hashed.
    pub stored: String,
    /// The leaf hash, hexadecimal.
    pub leaf: String,
    /// The tree's head after it, hexadecimal.
    pub root: Option<String>,
}

impl Evidence {
    pub fn of(found: &FoundEntry) -> Self {
        let stored = String::from_utf8_lossy(&found.body).into_owned();
        let pretty = found
            .entry
            .as_ref()
            .and_then(|entry| serde_json::to_string_pretty(entry).ok());
        Self {
            holds: found.holds,
            pretty: pretty.unwrap_or_else(|| stored.clone()),
            stored,
            leaf: found.leaf.clone(),
            root: found.root.clone(),
        }
    }
}

impl DetailPage {
    fn hashes(&self, path: &[String]) -> i64 {
        i64::try_from(path.len()).unwrap_or(i64::MAX)
    }

    /// What the event means; an event of an older version has no meaning here any more.
    fn meaning(&self, entry: &StoredEntry) -> Option<String> {
        let word = self.word("event_meaning", &entry.event);
        (word != entry.event).then_some(word)
    }

    fn word(&self, group: &str, name: &str) -> String {
        i18n::word(self.shell.locale, group, name)
    }

    fn who(&self, entry: &StoredEntry) -> words::Who {
        words::who(self.shell.locale, entry)
    }

    fn what(&self, entry: &StoredEntry) -> Option<words::What> {
        words::what(self.shell.locale, entry)
    }

    fn is_export(&self, entry: &StoredEntry) -> bool {
        entry.resource_kind.as_deref() == Some("export")
    }

    fn opened(&self, entry: &StoredEntry) -> Vec<String> {
        words::opened(self.shell.locale, entry)
    }

    fn facts(&self, entry: &StoredEntry) -> Vec<(String, String)> {
        words::facts(self.shell.locale, entry)
    }

    fn tone(&self, entry: &StoredEntry) -> &'static str {
        words::tone(entry.outcome)
    }

    fn same(&self, name: &str, value: &impl ToString) -> String {
        words::same(name, &value.to_string())
    }

    /// How many subjects the entry has beyond those shown.
    fn further(&self, entry: &StoredEntry) -> i64 {
        let shown = i64::try_from(self.subjects.len()).unwrap_or(i64::MAX);
        entry.subject_count.saturating_sub(shown).max(0)
    }
}
