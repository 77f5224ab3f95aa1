//! The words of the interface, Chinese and English, by key. A missing or unused key fails a test.

use std::{collections::BTreeMap, fmt::Display, sync::LazyLock};

use crate::base::locale::Locale;

type Messages = BTreeMap<String, String>;

static ZH: LazyLock<Messages> = LazyLock::new(|| parse(include_str!("zh-CN.toml")));
static EN: LazyLock<Messages> = LazyLock::new(|| parse(include_str!("en.toml")));

fn parse(text: &str) -> Messages {
    toml::from_str(text).unwrap_or_else(|error| {
        tracing::error!(%error, "the messages cannot be read");
        Messages::new()
    })
}

/// Every message of a language.
pub fn messages(locale: Locale) -> &'static BTreeMap<String, String> {
    match locale {
        Locale::Zh => &ZH,
        Locale::En => &EN,
    }
}

/// The message for `key`; an unknown key gives `?`, which no page may show.
pub fn text(locale: Locale, key: &str) -> &'static str {
    match messages(locale).get(key) {
        Some(text) => text,
        None => {
            tracing::error!(key, "a message is missing");
            "?"
        }
    }
}

/// The message with its `{name}` replaced.
pub fn fill(locale: Locale, key: &str, name: &str, value: impl Display) -> String {
    text(locale, key).replace(&format!("{{{name}}}"), &value.to_string())
}

/// A role's name; a role that policy added and nobody translated is shown as it is written there.
pub fn role(locale: Locale, role: &str) -> String {
    word(locale, "role", role)
}

/// The word for `name` in a group of messages such as `event`; what nobody translated, or what an older version wrote, is
/// shown as it is.
pub fn word(locale: Locale, group: &str, name: &str) -> String {
    messages(locale)
        .get(&format!("{group}.{name}"))
        .cloned()
        .unwrap_or_else(|| name.to_owned())
}

/// Every name of a group with its word, in the order of the names.
pub fn group(locale: Locale, group: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    messages(locale).iter().filter_map(move |(key, text)| {
        let name = key.strip_prefix(group)?.strip_prefix('.')?;
        Some((name, text.as_str()))
    })
}
