//! What is entered about Hufu itself.

use crate::kernel::audit::{EventKind, FactName, RoleName};

/// The version of the program.
pub(super) const VERSION: FactName<&'static str> = FactName::word("version");
/// The engine of the stores.
pub(super) const ENGINE: FactName<&'static str> = FactName::word("engine");
/// The digest of the configuration without its secrets.
pub(super) const CONFIGURATION: FactName<[u8; 32]> = FactName::digest("configuration");

/// Settings that were not written before.
pub(super) const ADDED: FactName<Vec<&'static str>> = FactName::words("added");
/// Settings that are written otherwise than before.
pub(super) const CHANGED: FactName<Vec<&'static str>> = FactName::words("changed");
/// Settings that are not written any more.
pub(super) const REMOVED: FactName<Vec<&'static str>> = FactName::words("removed");

/// The role whose permissions changed.
pub(super) const ROLE: FactName<RoleName> = FactName::role("role");
/// Permissions it had not and has for all rows.
pub(super) const GRANTED_ALL: FactName<Vec<&'static str>> = FactName::words("granted_all");
/// Permissions it had not and has for its own rows.
pub(super) const GRANTED_OWN: FactName<Vec<&'static str>> = FactName::words("granted_own");
/// Permissions it had for its own rows and has for all.
pub(super) const WIDENED: FactName<Vec<&'static str>> = FactName::words("widened");
/// Permissions it had for all rows and has for its own.
pub(super) const NARROWED: FactName<Vec<&'static str>> = FactName::words("narrowed");
/// Permissions it had for all rows and has not.
pub(super) const REVOKED_ALL: FactName<Vec<&'static str>> = FactName::words("revoked_all");
/// Permissions it had for its own rows and has not.
pub(super) const REVOKED_OWN: FactName<Vec<&'static str>> = FactName::words("revoked_own");
/// How many settings or permissions of old this version does not know.
pub(super) const UNKNOWN: FactName<i64> = FactName::number("unknown");

pub(super) const STARTED: EventKind = EventKind::new("system.started")
    .fact(VERSION)
    .fact(ENGINE)
    .fact(CONFIGURATION);
pub(super) const STOPPED: EventKind = EventKind::new("system.stopped").fact(VERSION);
/// The first start tells every setting.
pub(super) const CONFIGURATION_LOADED: EventKind =
    EventKind::new("configuration.loaded").fact(ADDED);
pub(super) const CONFIGURATION_CHANGED: EventKind = EventKind::new("configuration.changed")
    .fact(ADDED)
    .fact(CHANGED)
    .fact(REMOVED)
    .fact(UNKNOWN);
/// The first start tells every role's permissions, one entry each.
pub(super) const POLICY_LOADED: EventKind = EventKind::new("policy.loaded")
    .fact(ROLE)
    .fact(GRANTED_ALL)
    .fact(GRANTED_OWN);
pub(super) const POLICY_CHANGED: EventKind = EventKind::new("policy.changed")
    .fact(ROLE)
    .fact(GRANTED_ALL)
    .fact(GRANTED_OWN)
    .fact(WIDENED)
    .fact(NARROWED)
    .fact(REVOKED_ALL)
    .fact(REVOKED_OWN)
    .fact(UNKNOWN);
