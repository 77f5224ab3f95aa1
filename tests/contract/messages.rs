//! The words of the interface. What code and templates name does not compile without words (`build.rs`); here are the words
//! that are found through a code: every code has some, and no other has.

use std::collections::BTreeSet;

use hufu::{
    app::permissions,
    base::locale::Locale,
    i18n::{find, messages},
};

use crate::{files, read};

/// The keys of a group, without its name.
fn named(group: &str) -> BTreeSet<String> {
    messages(Locale::Zh)
        .filter_map(|(key, _)| key.strip_prefix(group)?.strip_prefix('.'))
        .map(str::to_owned)
        .collect()
}

/// `find` goes the way that the build laid out.
#[test]
fn every_key_is_found_in_both_languages() {
    for locale in [Locale::Zh, Locale::En] {
        assert!(messages(locale).count() > 900);
        for (key, text) in messages(locale) {
            assert_eq!(find(locale, key), Some(text), "{key}");
        }
        assert_eq!(find(locale, "orders.nothing_of_this_name"), None);
    }
}

#[test]
fn every_permission_has_words() {
    let words = named("permission");
    let permissions = permissions();
    let mut missing: Vec<_> = permissions.iter().map(|one| one.name).collect();
    missing.retain(|name| !words.contains(*name));
    assert!(missing.is_empty(), "without words: {missing:?}");
}

/// Every part that some permission opens or seals.
#[test]
fn every_part_has_words_and_nothing_else_has() {
    let parts: BTreeSet<_> = permissions()
        .iter()
        .flat_map(|one| one.masks.iter().chain(one.reveals).chain(one.seals))
        .map(|part| (*part).to_owned())
        .collect();
    assert_eq!(named("part"), parts);
}

/// The sets of words and the mistakes of `base` name their keys as texts, because `base` knows nothing of languages.
#[test]
fn every_key_of_base_has_words_and_nothing_else_has() {
    const GROUPS: &[&str] = &[
        "channel",
        "document",
        "gender",
        "method",
        "payment_status",
        "personal",
        "phone",
        "reason",
        "status",
        "text",
    ];
    let sources: String = files("src/base", "rs")
        .iter()
        .map(|file| read(file))
        .collect();
    for group in GROUPS {
        let said: BTreeSet<_> = sources
            .split(&format!("\"{group}."))
            .skip(1)
            .filter_map(|rest| Some(rest.split_once('"')?.0.to_owned()))
            .filter(|name| !name.contains('{'))
            .collect();
        assert_eq!(named(group), said, "{group}");
    }
}

/// A page that names a key as a text would look it up without the compiler's knowing.
#[test]
fn nobody_names_a_key_as_a_text() {
    let sources = files("src", "rs");
    for file in sources.into_iter().chain(files("templates", "html")) {
        let text = read(&file);
        for mark in [
            ".t(\"",
            "shell.fill(\"",
            "shell.count(\"",
            "text(locale, \"",
        ] {
            assert!(!text.contains(mark), "{} says {mark}", file.display());
        }
    }
}
