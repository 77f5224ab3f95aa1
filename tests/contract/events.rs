//! The catalogue of events: each declared once, with a name, a meaning and words for its fields in both languages, and no
//! words for what is declared nowhere (A7).

use std::collections::{BTreeMap, BTreeSet};

use hufu::{
    app::permissions,
    base::locale::Locale,
    i18n::messages,
    kernel::{
        audit::{EventKind, GUARD_EVENTS, every_event},
        authz::catalogue,
    },
};

const LANGUAGES: [Locale; 2] = [Locale::Zh, Locale::En];

/// Every declaration, in the order of the permissions; some stand under several.
fn declared() -> Vec<&'static EventKind> {
    let permissions = permissions();
    let of_rooms = permissions.iter().flat_map(|permission| permission.events);
    of_rooms.chain(GUARD_EVENTS).copied().collect()
}

fn keys(locale: Locale, group: &str) -> BTreeSet<String> {
    messages(locale)
        .filter_map(|(key, _)| key.strip_prefix(group)?.strip_prefix('.'))
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_catalogue_lists_every_declared_event_once() {
    let listed: Vec<_> = catalogue(&permissions())
        .iter()
        .map(|event| event.kind.name())
        .collect();
    let names: BTreeSet<_> = declared().into_iter().map(EventKind::name).collect();
    assert_eq!(listed, names.into_iter().collect::<Vec<_>>());
}

#[test]
fn a_name_has_one_declaration() {
    let mut known = BTreeMap::new();
    for kind in declared() {
        let first = *known.entry(kind.name()).or_insert(kind);
        assert_eq!(first, kind, "{} is declared twice", kind.name());
    }
}

#[test]
fn every_event_has_a_name_and_a_meaning_in_both_languages_and_no_other_has() {
    let names: BTreeSet<String> = declared()
        .into_iter()
        .map(|kind| kind.name().to_owned())
        .collect();
    for locale in LANGUAGES {
        for group in ["event", "event_meaning"] {
            assert_eq!(keys(locale, group), names, "{group} in {locale:?}");
        }
    }
}

#[test]
fn every_field_has_words_in_both_languages() {
    for locale in LANGUAGES {
        let (facts, resources) = (keys(locale, "field"), keys(locale, "resource"));
        let mut kinds = BTreeSet::new();
        for kind in declared() {
            for fact in kind.facts().chain(every_event()) {
                assert!(facts.contains(fact.name), "{}: {}", kind.name(), fact.name);
            }
            kinds.extend(kind.resources().iter().map(|kind| (*kind).to_owned()));
        }
        assert_eq!(resources, kinds, "kinds of resources in {locale:?}");
    }
}
