//! Entries in words: people by role and id, fields by name and kind. An entry of an older version may hold names that have no
//! word any more; they are shown as they are.

use serde_json::Value;

use super::PATH;
use crate::{
    base::{clock::Timestamp, locale::Locale, short_id::short},
    i18n::{self, key},
    kernel::audit::{Outcome, StoredEntry},
};

/// Who did it, as far as the log knows.
pub(super) struct Who {
    pub role: String,
    /// What tells them from others under the role: the end of an id, or an account at the command line.
    pub mark: Option<String>,
    pub id: Option<String>,
    /// The entries of the same person, or of the same role when no person is known.
    pub href: String,
}

/// The person of an entry.
pub(super) fn who(locale: Locale, entry: &StoredEntry) -> Who {
    let id = entry.actor.map(|id| id.to_string());
    Who {
        role: i18n::role(locale, &entry.role),
        mark: match entry.actor {
            Some(id) => Some(short(id.uuid())),
            None => entry.operator.clone(),
        },
        href: same("person", id.as_deref().unwrap_or(&entry.role)),
        id,
    }
}

/// What it was done to.
pub(super) struct What {
    pub kind: String,
    /// The id, short when it is a long one.
    pub mark: String,
    pub id: String,
    /// The entries about the same.
    pub href: String,
}

/// The resource of an entry.
pub(super) fn what(locale: Locale, entry: &StoredEntry) -> Option<What> {
    let (kind, id) = entry.resource_kind.as_ref().zip(entry.resource.as_ref())?;
    Some(What {
        kind: i18n::word(locale, "resource", kind),
        mark: id.parse().map_or_else(|_| id.clone(), short),
        id: id.clone(),
        href: format!("{}&{}", same("kind", kind), parameter("resource", id)),
    })
}

/// The link to the entries that share a value.
pub(super) fn same(name: &str, value: &str) -> String {
    format!("{PATH}?{}", parameter(name, value))
}

fn parameter(name: &str, value: &str) -> String {
    serde_urlencoded::to_string([(name, value)]).unwrap_or_default()
}

/// The tone of an outcome's dot.
pub(super) fn tone(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Allowed => "good",
        Outcome::Denied => "danger",
        Outcome::Failed => "waiting",
    }
}

/// The word of an outcome.
pub(super) fn outcome(locale: Locale, outcome: Outcome) -> String {
    i18n::word(locale, "outcome", outcome.as_str())
}

/// Parts that were opened: `contact:masked` as "contact, masked".
pub(super) fn opened(locale: Locale, entry: &StoredEntry) -> Vec<String> {
    entry
        .opened
        .iter()
        .map(|opened| match opened.split_once(':') {
            Some((part, how)) => format!(
                "{} ({})",
                i18n::word(locale, "part", part),
                i18n::word(locale, "opened", how)
            ),
            None => opened.clone(),
        })
        .collect()
}

/// The typed fields of an entry: names and values in words.
pub(super) fn facts(locale: Locale, entry: &StoredEntry) -> Vec<(String, String)> {
    entry
        .facts
        .iter()
        .map(|(name, value)| (i18n::word(locale, "field", name), fact(locale, name, value)))
        .collect()
}

/// A value: a moment in local time, else its word in the group called like the field (`role`, `status`, `channel`), else in the
/// groups of fields and of permissions.
fn fact(locale: Locale, name: &str, value: &Value) -> String {
    match value {
        Value::String(text) => match text.parse::<Timestamp>() {
            Ok(moment) => moment.local_seconds(),
            Err(_) => [name, "field", "permission"]
                .into_iter()
                .map(|group| i18n::word(locale, group, text))
                .find(|word| word != text)
                .unwrap_or_else(|| text.clone()),
        },
        Value::Array(words) => {
            let words: Vec<String> = words.iter().map(|word| fact(locale, name, word)).collect();
            words.join(i18n::text(locale, key::AUDIT_AND))
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn entry(value: Value) -> StoredEntry {
        let mut whole = json!({
            "sequence": 7, "at": "2026-11-22T10:05:00Z", "actor_kind": "staff", "actor": null, "operator": null,
            "role": "finance", "session": null, "address": null, "device": null, "permission": "payment:read",
            "event": "payment.viewed", "outcome": "allowed", "resource_kind": null, "resource": null,
            "subject_count": 0, "subject_digest": null, "opened": [], "count": null, "facts": {}, "reason": null,
            "request": "019aae1e-0000-7000-8000-0000a1b2c3d4",
        });
        whole
            .as_object_mut()
            .unwrap()
            .extend(value.as_object().unwrap().clone());
        serde_json::from_value(whole).unwrap()
    }

    #[test]
    fn people_are_known_by_role_and_the_end_of_an_id() {
        let staff = entry(json!({"actor": "019aae1e-0000-7000-8000-0000a1b2c3d4"}));
        let who = super::who(Locale::En, &staff);
        assert_eq!(
            (who.role.as_str(), who.mark.as_deref()),
            ("Finance", Some("a1b2c3d4"))
        );
        assert_eq!(
            who.href,
            "/audit?person=019aae1e-0000-7000-8000-0000a1b2c3d4"
        );
        let operator =
            entry(json!({"actor_kind": "operator", "operator": "root", "role": "operator"}));
        let who = super::who(Locale::En, &operator);
        assert_eq!(
            (who.mark.as_deref(), who.href.as_str()),
            (Some("root"), "/audit?person=operator")
        );
    }

    #[test]
    fn resources_link_to_their_entries() {
        let order = entry(json!({"resource_kind": "order", "resource": "HF202611220000017"}));
        let what = super::what(Locale::En, &order).unwrap();
        assert_eq!(what.href, "/audit?kind=order&resource=HF202611220000017");
        assert_eq!(what.mark, "HF202611220000017");
        let unknown = entry(
            json!({"resource_kind": "a&b", "resource": "019aae1e-0000-7000-8000-0000a1b2c3d4"}),
        );
        let what = super::what(Locale::En, &unknown).unwrap();
        assert_eq!(
            (what.kind.as_str(), what.mark.as_str()),
            ("a&b", "a1b2c3d4")
        );
        assert!(what.href.starts_with("/audit?kind=a%26b&"));
    }

    #[test]
    fn facts_are_read_by_their_kind() {
        let facts = entry(json!({"facts": {
            "status": 403, "role": "finance", "from": "2026-11-22T10:05:00Z", "filters": ["person", "unheard_of"],
        }}));
        let facts = super::facts(Locale::En, &facts);
        let value = |label: &str| {
            let fact = facts.iter().find(|(name, _)| name == label);
            fact.map(|(_, value)| value.as_str()).unwrap()
        };
        assert_eq!(value("Status"), "403");
        assert_eq!(value("Role"), "Finance");
        assert_eq!(value("From"), "2026-11-22 18:05:00");
        assert_eq!(value("Filters"), "Person, unheard_of");
    }
}
