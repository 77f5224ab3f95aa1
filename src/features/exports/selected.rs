//! Selected entries of the log in words, with whole ids: what leaves the system is read elsewhere.

use crate::{
    base::locale::Locale,
    i18n::{self, key},
    kernel::audit::{Person, Selection, Word},
};

/// One phrase a filter, in the order of the list's form; none for the whole log.
pub(super) fn phrases(locale: Locale, selection: &Selection) -> Vec<String> {
    // The word for people, the name for programs.
    let named = |group: &str, word: &Word| {
        let name = word.as_str();
        format!("{} ({name})", i18n::word(locale, group, name))
    };
    let person = |person: &Person| match person {
        Person::Staff(id) => id.to_string(),
        Person::Role(role) => i18n::role(locale, role),
    };
    let resource = selection.resource.as_ref();
    let values = [
        (key::AUDIT_PERSON, selection.person.as_ref().map(person)),
        (
            key::AUDIT_EVENT,
            selection.event.as_ref().map(|event| named("event", event)),
        ),
        (
            key::AUDIT_OUTCOME,
            selection
                .outcome
                .map(|outcome| i18n::word(locale, "outcome", outcome.as_str())),
        ),
        (
            key::AUDIT_KIND,
            selection.kind.as_ref().map(|kind| named("resource", kind)),
        ),
        (
            key::AUDIT_RESOURCE_ID,
            resource.map(|id| id.as_str().to_owned()),
        ),
        (
            key::AUDIT_SUBJECT_ID,
            selection.subject.map(|id| id.uuid().to_string()),
        ),
        (
            key::AUDIT_SESSION,
            selection.session.map(|id| id.to_string()),
        ),
        (
            key::AUDIT_REQUEST,
            selection.request.map(|id| id.to_string()),
        ),
        (
            key::AUDIT_ADDRESS,
            selection.address.map(|address| address.to_string()),
        ),
        (key::AUDIT_FROM, selection.from.map(|from| from.to_string())),
        (key::AUDIT_TO, selection.to.map(|to| to.to_string())),
    ];
    values
        .into_iter()
        .filter_map(|(key, value)| Some(format!("{} {}", i18n::text(locale, key), value?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_filter_has_words() {
        let id = "019aae1e-0000-7000-8000-0000a1b2c3d4";
        let text = Selection::NAMES.map(|name| match name {
            "event" => "event=order.viewed".to_owned(),
            "kind" => "kind=order".to_owned(),
            "outcome" => "outcome=denied".to_owned(),
            "from" | "to" => format!("{name}=2026-11-22"),
            "address" => "address=127.0.0.1".to_owned(),
            name => format!("{name}={id}"),
        });
        let phrases = phrases(Locale::En, &text.join("&").parse().unwrap());
        assert_eq!(phrases.len(), Selection::NAMES.len());
        assert!(
            phrases
                .iter()
                .any(|phrase| phrase.ends_with("(order.viewed)"))
        );
        assert!(phrases.iter().any(|phrase| phrase.contains(id)));
    }
}
