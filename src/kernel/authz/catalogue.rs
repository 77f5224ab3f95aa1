//! The catalogue as a whole: every kind of event with the permissions that may record it.

use std::collections::BTreeMap;

use super::Descriptor;
use crate::kernel::audit::{EventKind, GUARD_EVENTS};

/// A kind of event and who may record it.
#[derive(Debug)]
pub struct CataloguedEvent {
    pub kind: &'static EventKind,
    /// The permissions under which it is recorded; none stands for every permission, where the guard records it.
    pub permissions: Vec<&'static Descriptor>,
}

/// Every kind of event of a system with these permissions, in the order of the names.
pub fn catalogue(permissions: &[&'static Descriptor]) -> Vec<CataloguedEvent> {
    let mut found = BTreeMap::new();
    for kind in GUARD_EVENTS.iter().copied() {
        found.insert(kind.name(), entry(kind));
    }
    for permission in permissions.iter().copied() {
        for kind in permission.events.iter().copied() {
            let event = found.entry(kind.name()).or_insert_with(|| entry(kind));
            event.permissions.push(permission);
        }
    }
    found.into_values().collect()
}

fn entry(kind: &'static EventKind) -> CataloguedEvent {
    CataloguedEvent {
        kind,
        permissions: Vec::new(),
    }
}
