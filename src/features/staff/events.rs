//! What is entered about staff.

use crate::kernel::audit::{EventKind, FactName, RoleName, facts};

/// The role that somebody was given.
pub(super) const ROLE: FactName<RoleName> = FactName::role("role");

pub(super) const CREATED: EventKind = EventKind::new("staff.created")
    .about(&["staff"])
    .subjects()
    .fact(ROLE)
    .fact(facts::CAUSE);
