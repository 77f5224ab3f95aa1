//! Which permissions changed for which roles since the last start, or since the policy was read last.

use std::collections::{BTreeMap, BTreeSet};

use super::{SystemStart, events, store};
use crate::kernel::{
    audit::{Event, FieldName, RoleName},
    authz::{Descriptor, Grant, Policy},
    failure::Failure,
};

type Scopes = BTreeMap<String, String>;

/// Records each role's difference, if there is one, and remembers it.
pub(super) async fn record(grant: &Grant<SystemStart>, policy: &Policy) -> Result<(), Failure> {
    let kernel = grant.kernel();
    let seen = store::policy(kernel.business().reader()).await?;
    let first = seen.is_empty();
    let roles: BTreeSet<&String> = policy.roles().iter().chain(seen.keys()).collect();
    for role in roles {
        let before = seen.get(role).cloned().unwrap_or_default();
        let now = scopes(policy, role);
        if before == now {
            continue;
        }
        let event = event(role, &before, &now, policy.permissions(), first);
        let receipt = grant.record_step(event).await?;
        let mut change = receipt.begin().await?;
        store::forget_role(change.transaction(), role).await?;
        for (permission, scope) in &now {
            store::remember_permission(&mut change, role, permission, scope).await?;
        }
        change.commit().await?;
    }
    Ok(())
}

fn scopes(policy: &Policy, role: &str) -> Scopes {
    let permissions = policy.permissions().iter();
    permissions
        .filter_map(|permission| {
            let scope = policy.scope(role, permission)?;
            Some((permission.name.to_owned(), scope.as_str().to_owned()))
        })
        .collect()
}

/// Which field tells a permission that went from one scope to another.
fn told_as(before: Option<&str>, now: Option<&str>) -> Option<FieldName<Vec<&'static str>>> {
    const OWN: Option<&str> = Some("own");
    match (before, now) {
        (before, now) if before == now => None,
        (None, OWN) => Some(events::GRANTED_OWN),
        (None, _) => Some(events::GRANTED_ALL),
        (OWN, None) => Some(events::REVOKED_OWN),
        (_, None) => Some(events::REVOKED_ALL),
        (_, OWN) => Some(events::NARROWED),
        (Some(_), Some(_)) => Some(events::WIDENED),
    }
}

fn event(
    role: &str,
    before: &Scopes,
    now: &Scopes,
    permissions: &[&'static Descriptor],
    first: bool,
) -> Event {
    let kind = match first {
        true => &events::POLICY_LOADED,
        false => &events::POLICY_CHANGED,
    };
    let mut told: Vec<(FieldName<Vec<&'static str>>, Vec<&'static str>)> = Vec::new();
    for permission in permissions {
        let scope = |scopes: &Scopes| scopes.get(permission.name).cloned();
        let (before, now) = (scope(before), scope(now));
        let Some(fact) = told_as(before.as_deref(), now.as_deref()) else {
            continue;
        };
        match told
            .iter_mut()
            .find(|(known, _)| known.name() == fact.name())
        {
            Some((_, names)) => names.push(permission.name),
            None => told.push((fact, vec![permission.name])),
        }
    }
    let mut event = Event::new()
        .kind(kind)
        .field(events::ROLE, RoleName::of(role));
    for (fact, names) in told {
        event = event.field(fact, names);
    }
    let known = |name: &String| permissions.iter().any(|permission| permission.name == name);
    match before.keys().filter(|name| !known(name)).count() {
        0 => event,
        gone => event.field(events::UNKNOWN, i64::try_from(gone).unwrap_or(i64::MAX)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::authz::Scope;

    #[test]
    fn each_way_of_changing_is_told_apart() {
        let told = |before, now| told_as(before, now).map(|fact| fact.name());
        let (own, all) = (Some(Scope::Own.as_str()), Some(Scope::All.as_str()));
        let ways = [
            (None, own, "granted_own"),
            (None, all, "granted_all"),
            (own, all, "widened"),
            (all, own, "narrowed"),
            (own, None, "revoked_own"),
            (all, None, "revoked_all"),
        ];
        for (before, now, way) in ways {
            assert_eq!(told(before, now), Some(way));
        }
        for same in [None, own, all] {
            assert_eq!(told(same, same), None);
        }
    }
}
