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
    messages(locale)
        .get(&format!("role.{role}"))
        .cloned()
        .unwrap_or_else(|| role.to_owned())
}
