//! The words of the interface, Chinese and English, by key.
//!
//! `build.rs` makes them from the two files of this folder: a constant for each key that is named in code or in a template,
//! so that a missing key does not compile and an unused one is dead code, and a table in which a key is found at once.
//! Keys that end in a code are found by [`word`]; the tests walk the codes.

use std::fmt::Display;

use crate::base::locale::Locale;

include!(concat!(env!("OUT_DIR"), "/messages.rs"));

/// The keys: `orders.title` is `ORDERS_TITLE`.
pub(crate) mod key {
    include!(concat!(env!("OUT_DIR"), "/keys.rs"));
}

/// FNV-1a, as in `build.rs`, which laid the table out by it.
fn hash(key: &str) -> usize {
    key.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    }) as usize
}

/// The message for `key`, if there is one.
pub fn find(locale: Locale, key: &str) -> Option<&'static str> {
    let start = hash(key);
    (0..SLOTS.len())
        .map_while(|step| SLOTS[(start + step) % SLOTS.len()])
        .find(|(name, _)| *name == key)
        .map(|(_, [zh, en])| match locale {
            Locale::Zh => zh,
            Locale::En => en,
        })
}

/// Every key with its message.
pub fn messages(locale: Locale) -> impl Iterator<Item = (&'static str, &'static str)> {
    SLOTS
        .iter()
        .flatten()
        .map(move |(key, [zh, en])| match locale {
            Locale::Zh => (*key, *zh),
            Locale::En => (*key, *en),
        })
}

/// The message for `key`; an unknown key gives `?`, which no page may show.
pub fn text(locale: Locale, key: &str) -> &'static str {
    find(locale, key).unwrap_or_else(|| {
        tracing::error!(key, "a message is missing");
        "?"
    })
}

/// The message with its `{name}` replaced. A message with a `|` says before it what is said of one, after it of any other
/// number.
pub fn fill(locale: Locale, key: &str, name: &str, value: impl Display) -> String {
    let (text, value) = (text(locale, key), value.to_string());
    let chosen = match text.split_once('|') {
        Some((one, _)) if value == "1" => one,
        Some((_, others)) => others,
        None => text,
    };
    chosen.replace(&format!("{{{name}}}"), &value)
}

/// A role's name; a role that policy added and nobody translated is shown as it is written there.
pub fn role(locale: Locale, role: &str) -> String {
    word(locale, "role", role)
}

/// The word for `name` in a group of messages such as `event`; what nobody translated, or what an older version wrote, is
/// shown as it is.
pub fn word(locale: Locale, group: &str, name: &str) -> String {
    find(locale, &format!("{group}.{name}"))
        .unwrap_or(name)
        .to_owned()
}

/// Every name of a group with its word, in the order of the names.
pub fn group(locale: Locale, group: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let mut words: Vec<_> = messages(locale)
        .filter_map(|(key, text)| Some((key.strip_prefix(group)?.strip_prefix('.')?, text)))
        .collect();
    words.sort_unstable();
    words.into_iter()
}
