//! The filters of a selection in words, with whole ids: for what leaves the house and is read elsewhere.

use super::{
    entry_id::{Person, Word},
    filter::TrailFilter,
    words::outcome,
};
use crate::{base::locale::Locale, i18n};

/// One phrase a filter, in the order of the list's form.
pub(super) fn conditions(locale: Locale, filter: &TrailFilter) -> Vec<String> {
    // The word for people, the name for programs.
    let named = |group: &str, word: &Word| {
        let name = word.as_str();
        format!("{} ({name})", i18n::word(locale, group, name))
    };
    let person = |person: &Person| match person {
        Person::Staff(id) => id.to_string(),
        Person::Role(role) => i18n::role(locale, role),
    };
    let values = [
        ("audit.person", filter.person.as_ref().map(person)),
        (
            "audit.event",
            filter.event.as_ref().map(|event| named("event", event)),
        ),
        (
            "audit.outcome",
            filter.outcome.map(|chosen| outcome(locale, chosen)),
        ),
        (
            "audit.kind",
            filter.kind.as_ref().map(|kind| named("resource", kind)),
        ),
        (
            "audit.resource_id",
            filter.resource.as_ref().map(|id| id.as_str().to_owned()),
        ),
        (
            "audit.subject_id",
            filter.subject.map(|id| id.uuid().to_string()),
        ),
        ("audit.session", filter.session.map(|id| id.to_string())),
        ("audit.request", filter.request.map(|id| id.to_string())),
        (
            "audit.address",
            filter.address.map(|address| address.to_string()),
        ),
        ("audit.from", filter.from.map(|from| from.to_string())),
        ("audit.to", filter.to.map(|to| to.to_string())),
    ];
    values
        .into_iter()
        .filter_map(|(key, value)| Some(format!("{} {}", i18n::text(locale, key), value?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::{api::Selection, filter::NAMES};
    use super::*;

    #[test]
    fn every_filter_has_words() {
        let id = "019aae1e-0000-7000-8000-0000a1b2c3d4";
        let text = NAMES.map(|name| match name {
            "event" => "event=order.viewed".to_owned(),
            "kind" => "kind=order".to_owned(),
            "outcome" => "outcome=denied".to_owned(),
            "from" | "to" => format!("{name}=2026-11-22"),
            "address" => "address=127.0.0.1".to_owned(),
            name => format!("{name}={id}"),
        });
        let selection: Selection = text.join("&").parse().unwrap();
        let phrases = selection.phrases(Locale::En);
        assert_eq!(phrases.len(), NAMES.len());
        assert!(
            phrases
                .iter()
                .any(|phrase| phrase.ends_with("(order.viewed)"))
        );
        assert!(phrases.iter().any(|phrase| phrase.contains(id)));
    }
}
