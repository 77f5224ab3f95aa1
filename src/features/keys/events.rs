//! What is recorded about keys and erasing. The steps of rotations are the vault's own.

use crate::kernel::audit::{EventKind, FieldName, fields};
pub(super) use crate::kernel::vault::events::*;

/// How it stands with the key service.
pub(super) const CONDITION: FieldName<&'static str> = FieldName::code("condition");

/// What a keyring is sealed under.
pub(super) const SEALED_UNDER: FieldName<&'static str> = FieldName::code("sealed_under");

pub(super) const KEYRING_MADE: EventKind = EventKind::new("keyring.made").field(SEALED_UNDER);
pub(super) const KEYRING_SEALED: EventKind = EventKind::new("keyring.sealed").field(SEALED_UNDER);
pub(super) const VIEWED: EventKind = EventKind::new("keys.viewed");
pub(super) const CLOSED: EventKind = EventKind::new("keys.closed").field(CONDITION);
pub(super) const OPENED: EventKind = EventKind::new("keys.opened").field(CONDITION);
pub(super) const SHREDDED: EventKind = EventKind::new("traveller.shredded")
    .resource(&["traveller"])
    .subjects()
    .reason()
    .field(fields::CAUSE);
pub(super) const SWEPT: EventKind = EventKind::new("traveller.swept")
    .resource(&["traveller"])
    .subjects();
