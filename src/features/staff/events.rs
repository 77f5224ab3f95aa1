//! What is recorded about staff.

use crate::kernel::audit::{EventKind, FieldName, RoleName, fields};

/// The role that somebody was given.
pub(super) const ROLE: FieldName<RoleName> = FieldName::role("role");

pub(super) const CREATED: EventKind = EventKind::new("staff.created")
    .resource(&["staff"])
    .subjects()
    .field(ROLE)
    .field(fields::CAUSE);
