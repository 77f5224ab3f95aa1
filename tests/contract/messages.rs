//! The words of the interface: the same keys and placeholders in both languages, none missing, none unused.

use std::collections::BTreeSet;

use hufu::{base::locale::Locale, i18n::messages};

use crate::{files, read};

/// Keys whose last part is made at run time from a list of our own: the key of an enum's variant, an event, a role.
const MADE: &[&str] = &[
    "event.",
    "event_meaning.",
    "permission.",
    "role.",
    "resource.",
    "fact.",
    "opened.",
    "outcome.",
    "part.",
];

fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| name)
        .collect()
}

#[test]
fn both_languages_say_the_same() {
    let (zh, en) = (messages(Locale::Zh), messages(Locale::En));
    let keys = |messages: &std::collections::BTreeMap<String, String>| {
        messages.keys().cloned().collect::<BTreeSet<_>>()
    };
    let difference: Vec<_> = keys(zh).symmetric_difference(&keys(en)).cloned().collect();
    assert!(
        difference.is_empty(),
        "in one language only: {difference:?}"
    );
    for (key, text) in zh {
        assert_eq!(
            placeholders(text),
            placeholders(&en[key]),
            "placeholders of {key}"
        );
        assert!(
            !text.trim().is_empty() && !en[key].trim().is_empty(),
            "{key} is empty"
        );
    }
}

/// Every quoted text in sources and templates that looks like a key.
fn quoted() -> BTreeSet<String> {
    let sources = files("src", "rs")
        .into_iter()
        .chain(files("templates", "html"));
    let mut found = BTreeSet::new();
    for file in sources {
        for piece in read(&file).split('"').skip(1).step_by(1) {
            let is_key = piece.contains('.')
                && piece
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-:".contains(c));
            if is_key {
                found.insert(piece.to_owned());
            }
        }
    }
    found
}

#[test]
fn no_key_is_missing_and_none_unused() {
    let (zh, used) = (messages(Locale::Zh), quoted());
    let unused: Vec<_> = zh
        .keys()
        .filter(|key| !used.contains(*key) && !MADE.iter().any(|prefix| key.starts_with(prefix)))
        .collect();
    assert!(unused.is_empty(), "said nowhere: {unused:?}");

    let prefixes: BTreeSet<&str> = zh
        .keys()
        .filter_map(|key| key.split_once('.').map(|(prefix, _)| prefix))
        .collect();
    let called = files("src", "rs")
        .into_iter()
        .chain(files("templates", "html"))
        .flat_map(|file| {
            let text = read(&file);
            let mut keys = Vec::new();
            for mark in [".t(\"", ".fill(\"", "text(locale, \""] {
                keys.extend(
                    text.split(mark)
                        .skip(1)
                        .filter_map(|rest| rest.split_once('"'))
                        .map(|(key, _)| key.to_owned()),
                );
            }
            keys
        });
    // The error page's words are chosen by the kind of failure.
    let chosen = used
        .iter()
        .filter(|key| key.starts_with("error.") && !key.ends_with('.'))
        .cloned();
    let missing: BTreeSet<_> = called
        .chain(chosen)
        .filter(|key| !zh.contains_key(key))
        .collect();
    assert!(
        missing.is_empty(),
        "without words: {missing:?} (known prefixes: {prefixes:?})"
    );
}

#[test]
fn every_permission_has_words() {
    let zh = messages(Locale::Zh);
    let mut missing: Vec<_> = hufu::app::permissions()
        .into_iter()
        .map(|permission| format!("permission.{}", permission.name))
        .collect();
    missing.retain(|key| !zh.contains_key(key));
    assert!(missing.is_empty(), "without words: {missing:?}");
}
