//! What is entered about keys and erasing. The steps of rotations are the vault's own.

use crate::kernel::audit::{EventKind, FactName, facts};
pub(super) use crate::kernel::vault::events::*;

/// How it stands with the key service.
pub(super) const CONDITION: FactName<&'static str> = FactName::word("condition");

/// What a keyring is sealed under.
pub(super) const SEALED_UNDER: FactName<&'static str> = FactName::word("sealed_under");

pub(super) const KEYRING_MADE: EventKind = EventKind::new("keyring.made").fact(SEALED_UNDER);
pub(super) const KEYRING_SEALED: EventKind = EventKind::new("keyring.sealed").fact(SEALED_UNDER);
pub(super) const VIEWED: EventKind = EventKind::new("keys.viewed");
pub(super) const CLOSED: EventKind = EventKind::new("keys.closed").fact(CONDITION);
pub(super) const OPENED: EventKind = EventKind::new("keys.opened").fact(CONDITION);
pub(super) const SHREDDED: EventKind = EventKind::new("traveller.shredded")
    .about(&["traveller"])
    .subjects()
    .reason()
    .fact(facts::CAUSE);
pub(super) const SWEPT: EventKind = EventKind::new("traveller.swept")
    .about(&["traveller"])
    .subjects();
