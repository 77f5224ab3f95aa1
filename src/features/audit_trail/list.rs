//! The list of entries, newest first.

use std::net::IpAddr;

use actix_web::http::StatusCode;
use askama::Template;

use super::{
    AuditList, PATH,
    choices::{events, people, with_chosen},
    store::{self, StaffRow},
    words,
};
use crate::{
    base::ids::{RequestId, SessionId, SubjectId},
    i18n::{self, key},
    kernel::{
        audit::{
            EntryFilter, FoundEntry, GUARD_EVENTS, Outcome, Person, ResourceText, Selection,
            StoredEntry, Word,
        },
        authz::{Grant, Policy},
        failure::Failure,
        http::{
            Answer, Fields, QueryValue, Shell,
            listing::{Filter, Heading, List, ListView, Sort},
        },
    },
};

const NOT_AN_ID: &str = key::AUDIT_NOT_AN_ID;
const NOT_AN_ADDRESS: &str = key::AUDIT_NOT_AN_ADDRESS;

const LIST: List<FoundEntry> = List {
    path: PATH,
    filters: &[
        Filter::offered::<Person>("person", key::AUDIT_PERSON),
        Filter::offered::<Word>("event", key::AUDIT_EVENT),
        Filter::offered::<Outcome>("outcome", key::AUDIT_OUTCOME),
        Filter::offered::<Word>("kind", key::AUDIT_KIND),
        Filter::text::<ResourceText>("resource", key::AUDIT_RESOURCE_ID, NOT_AN_ID).searched(),
        Filter::typed_id::<SubjectId>("subject", key::AUDIT_SUBJECT_ID, NOT_AN_ID),
        Filter::typed_id::<SessionId>("session", key::AUDIT_SESSION_ID, NOT_AN_ID),
        Filter::typed_id::<RequestId>("request", key::AUDIT_REQUEST, NOT_AN_ID),
        Filter::text::<IpAddr>("address", key::AUDIT_ADDRESS, NOT_AN_ADDRESS),
        Filter::from_moment(key::AUDIT_FROM),
        Filter::to_moment(key::AUDIT_TO),
    ],
    sorts: &[Sort {
        name: "sequence",
        column: "sequence",
        key: |entry| entry.sequence,
        words: None,
    }],
    id: |_| uuid::Uuid::nil(),
    headings: &[
        Heading::of(key::AUDIT_SEQUENCE).number(),
        Heading::of(key::AUDIT_TIME),
        Heading::of(key::AUDIT_PERSON),
        Heading::of(key::AUDIT_EVENT),
        Heading::of(key::AUDIT_OUTCOME),
        Heading::of(key::AUDIT_RESOURCE),
        Heading::of(key::AUDIT_PEOPLE).number(),
        Heading::of(key::AUDIT_ADDRESS),
    ],
    none_yet: (key::AUDIT_EMPTY, key::AUDIT_EMPTY_ADVICE),
    none_found: (key::AUDIT_EMPTY, key::AUDIT_EMPTY_ADVICE),
};

/// Where selected entries are exported.
const EXPORT: &str = "/exports/new?data_set=entries";

/// Entries are counted up to here; beyond it a page says "more than".
pub(super) const COUNTED: i64 = 10_000;

/// `GET /audit`
pub(super) async fn list(
    grant: Grant<AuditList>,
    QueryValue(fields): QueryValue<Fields>,
) -> Result<Answer, Failure> {
    let query = LIST.read(&fields)?;
    // A value with a mistake selects nothing; the query complains about the same.
    let (selection, mistakes) = Selection::read(|name| query.text(name));
    let staff = store::staff(grant.kernel().business().reader()).await?;
    let described = selection.describe();
    if query.is_wrong() || !mistakes.is_empty() {
        let receipt = grant.fail(described).await?;
        let shell = receipt.shell().await?;
        let list = query.view(&shell);
        let page = ListPage {
            list: offer(list, &shell, &receipt.kernel().policy(), &selection, &staff),
            shell,
            rows: Vec::new(),
            export: None,
        };
        return Ok(receipt.page(&page)?.with_status(StatusCode::BAD_REQUEST));
    }
    let entries = EntryFilter {
        owner: grant.owner(),
        ..selection.entries()
    };
    let page = grant.log().list(&entries, &query.request).await?;
    let total = grant.log().count(&entries, COUNTED + 1).await?;
    let receipt = grant.record(described.count(page.count())).await?;

    let shell = receipt.shell().await?;
    let found = match total > COUNTED {
        true => shell.count(key::AUDIT_COUNT_MORE, COUNTED),
        false => shell.count(key::AUDIT_COUNT, total),
    };
    let list = query.view_of(&shell, &page, found);
    let export = shell.leads_to(EXPORT) && !page.rows.is_empty();
    let export = export.then(|| selection.at(EXPORT));
    receipt.page(&ListPage {
        list: offer(list, &shell, &receipt.kernel().policy(), &selection, &staff),
        shell,
        export,
        rows: page.rows,
    })
}

/// The list with what its filters offer.
fn offer(
    list: ListView,
    shell: &Shell,
    policy: &Policy,
    selection: &Selection,
    staff: &[StaffRow],
) -> ListView {
    let locale = shell.locale;
    let outcomes = Outcome::ALL.into_iter().map(|outcome| {
        let word = words::outcome(locale, outcome);
        (outcome.as_str().to_owned(), word)
    });
    let kinds = i18n::group(locale, "resource")
        .map(|(name, word)| (name.to_owned(), word.to_owned()))
        .collect();
    list.offering("person", people(locale, staff, selection.person.as_ref()))
        .offering("event", events(locale, policy, selection.event.as_ref()))
        .offering("outcome", outcomes.collect())
        .offering("kind", with_chosen(kinds, selection.kind.as_ref()))
}

/// `audit_trail/list.html`
#[derive(Template)]
#[template(path = "audit_trail/list.html")]
struct ListPage {
    shell: Shell,
    list: ListView,
    rows: Vec<FoundEntry>,
    /// Where these entries are exported, for whoever may.
    export: Option<String>,
}

impl ListPage {
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

    fn outcome(&self, outcome: &Outcome) -> String {
        words::outcome(self.shell.locale, *outcome)
    }

    fn tone(&self, outcome: &Outcome) -> &'static str {
        words::tone(*outcome)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(text: &str) -> Result<bool, Failure> {
        let fields: Fields = serde_urlencoded::from_str(text).unwrap();
        let query = LIST.read(&fields)?;
        let (_, mistakes) = Selection::read(|name| query.text(name));
        assert_eq!(query.is_wrong(), !mistakes.is_empty(), "{text}");
        Ok(query.is_wrong())
    }

    #[test]
    fn every_filter_of_a_selection_is_offered() {
        assert_eq!(
            Selection::NAMES.as_slice(),
            LIST.filters.iter().map(|one| one.name).collect::<Vec<_>>()
        );
    }

    #[test]
    fn what_is_typed_wrong_is_complained_about_and_what_is_made_up_refused() {
        for text in [
            "resource=14212345678",
            "subject=me",
            "session=1",
            "request=HF1",
            "address=10.0.0",
            "from=x",
            "from=2026-11-22T18:05&to=2026-11-22T18:04",
        ] {
            assert_eq!(wrong(text), Ok(true), "{text}");
        }
        for text in [
            "",
            "to=",
            "from=2026-11-22T18:05&to=2026-11-22T18:05",
            "outcome=denied&event=order.viewed&kind=order&person=finance",
        ] {
            assert_eq!(wrong(text), Ok(false), "{text}");
        }
        for text in [
            "outcome=maybe",
            "person=Lin%20Xiao",
            "colour=red",
            "sort=newest",
        ] {
            assert_eq!(wrong(text), Err(Failure::BadRequest), "{text}");
        }
    }
}
