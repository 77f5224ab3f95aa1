//! What the filters of the log offer, in words. A value that a link asks for is offered too, though nothing has it any more.

use super::store::StaffRow;
use crate::{
    base::{locale::Locale, short_id::short},
    i18n::{self, key},
    kernel::{
        audit::{Person, Word},
        authz::{Policy, catalogue},
    },
};

/// Values and words of a choice.
pub(super) type Choices = Vec<(String, String)>;

/// Each role with its people, then those who are no staff.
pub(super) fn people(locale: Locale, staff: &[StaffRow], chosen: Option<&Person>) -> Choices {
    let everyone = |role: &str| {
        let word = i18n::fill(
            locale,
            key::AUDIT_EVERYONE,
            "role",
            i18n::role(locale, role),
        );
        (role.to_owned(), word)
    };
    let mut choices = Choices::new();
    let mut role = "";
    for person in staff {
        if person.role != role {
            role = &person.role;
            choices.push(everyone(role));
        }
        let word = format!("{} {}", i18n::role(locale, role), short(person.id.uuid()));
        choices.push((person.id.to_string(), word));
    }
    for role in ["anonymous", "operator", "system"] {
        choices.push((role.to_owned(), i18n::role(locale, role)));
    }
    match chosen {
        // Somebody who works here no more, or a role of old.
        Some(Person::Staff(id)) if !listed(&choices, &id.to_string()) => {
            choices.push((id.to_string(), short(id.uuid())));
        }
        Some(Person::Role(role)) if !listed(&choices, role) => choices.push(everyone(role)),
        _ => {}
    }
    choices
}

/// Every event of the catalogue.
pub(super) fn events(locale: Locale, policy: &Policy, chosen: Option<&Word>) -> Choices {
    let choices = catalogue(policy.permissions())
        .into_iter()
        .map(|event| event.kind.name())
        .map(|name| (name.to_owned(), i18n::word(locale, "event", name)))
        .collect();
    with_chosen(choices, chosen)
}

pub(super) fn with_chosen(mut choices: Choices, chosen: Option<&Word>) -> Choices {
    if let Some(chosen) = chosen.filter(|chosen| !listed(&choices, chosen.as_str())) {
        choices.push((chosen.as_str().to_owned(), chosen.as_str().to_owned()));
    }
    choices
}

fn listed(choices: &Choices, value: &str) -> bool {
    choices.iter().any(|(known, _)| known == value)
}
