//! The filters in use on the list, each with the link that drops it.

use super::{choices::Choices, page::ListPage};
use crate::{base::short_id::short, i18n, kernel::http::listing::Chip};

impl ListPage {
    pub(super) fn chips(&self) -> Vec<Chip> {
        let (shell, filter) = (&self.shell, &self.query.filter);
        let chosen = |choices: &Choices, value: String| {
            let found = choices.iter().find(|(known, _)| *known == value);
            found.map_or(value.clone(), |(_, word)| word.clone())
        };
        let values = [
            (
                "person",
                "audit.person",
                filter
                    .person
                    .as_ref()
                    .map(|person| chosen(&self.people, person.to_string())),
            ),
            (
                "event",
                "audit.event",
                filter
                    .event
                    .as_ref()
                    .map(|event| i18n::word(shell.locale, "event", event.as_str())),
            ),
            (
                "outcome",
                "audit.outcome",
                filter.outcome.map(|outcome| self.outcome(&outcome)),
            ),
            (
                "kind",
                "audit.kind",
                filter
                    .kind
                    .as_ref()
                    .map(|kind| i18n::word(shell.locale, "resource", kind.as_str())),
            ),
            (
                "resource",
                "audit.resource_id",
                filter.resource.as_ref().map(|id| id.as_str().to_owned()),
            ),
            (
                "subject",
                "audit.subject_id",
                filter.subject.map(|id| short(id.uuid())),
            ),
            (
                "session",
                "audit.session",
                filter.session.map(|id| short(id.uuid())),
            ),
            (
                "request",
                "audit.request",
                filter.request.map(|id| short(id.uuid())),
            ),
            (
                "address",
                "audit.address",
                filter.address.map(|address| address.to_string()),
            ),
            (
                "from",
                "audit.from",
                filter.from.map(|from| from.to_string()),
            ),
            ("to", "audit.to", filter.to.map(|to| to.to_string())),
        ];
        values
            .into_iter()
            .filter_map(|(name, key, value)| {
                Some(self.query.address.chip(name, shell.t(key), value?))
            })
            .collect()
    }
}
