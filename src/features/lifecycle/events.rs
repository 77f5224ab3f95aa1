//! What is recorded about Hufu itself.

use crate::kernel::audit::{EventKind, FieldName, RoleName};

/// The version of the program.
pub(super) const VERSION: FieldName<&'static str> = FieldName::code("version");
/// The engine of the stores.
pub(super) const ENGINE: FieldName<&'static str> = FieldName::code("engine");
/// The digest of the configuration without its secrets.
pub(super) const CONFIGURATION: FieldName<[u8; 32]> = FieldName::digest("configuration");

/// Settings that were not written before.
pub(super) const ADDED: FieldName<Vec<&'static str>> = FieldName::codes("added");
/// Settings that are written otherwise than before.
pub(super) const CHANGED: FieldName<Vec<&'static str>> = FieldName::codes("changed");
/// Settings that are not written any more.
pub(super) const REMOVED: FieldName<Vec<&'static str>> = FieldName::codes("removed");

/// The role whose permissions changed.
pub(super) const ROLE: FieldName<RoleName> = FieldName::role("role");
/// Permissions it had not and has for all rows.
pub(super) const GRANTED_ALL: FieldName<Vec<&'static str>> = FieldName::codes("granted_all");
/// Permissions it had not and has for its own rows.
pub(super) const GRANTED_OWN: FieldName<Vec<&'static str>> = FieldName::codes("granted_own");
/// Permissions it had for its own rows and has for all.
pub(super) const WIDENED: FieldName<Vec<&'static str>> = FieldName::codes("widened");
/// Permissions it had for all rows and has for its own.
pub(super) const NARROWED: FieldName<Vec<&'static str>> = FieldName::codes("narrowed");
/// Permissions it had for all rows and has not.
pub(super) const REVOKED_ALL: FieldName<Vec<&'static str>> = FieldName::codes("revoked_all");
/// Permissions it had for its own rows and has not.
pub(super) const REVOKED_OWN: FieldName<Vec<&'static str>> = FieldName::codes("revoked_own");
/// How many settings or permissions of old this version does not know.
pub(super) const UNKNOWN: FieldName<i64> = FieldName::number("unknown");

pub(super) const STARTED: EventKind = EventKind::new("system.started")
    .field(VERSION)
    .field(ENGINE)
    .field(CONFIGURATION);
pub(super) const STOPPED: EventKind = EventKind::new("system.stopped").field(VERSION);
/// The first start tells every setting.
pub(super) const CONFIGURATION_LOADED: EventKind =
    EventKind::new("configuration.loaded").field(ADDED);
pub(super) const CONFIGURATION_CHANGED: EventKind = EventKind::new("configuration.changed")
    .field(ADDED)
    .field(CHANGED)
    .field(REMOVED)
    .field(UNKNOWN);
/// The first start tells every role's permissions, one entry each.
pub(super) const POLICY_LOADED: EventKind = EventKind::new("policy.loaded")
    .field(ROLE)
    .field(GRANTED_ALL)
    .field(GRANTED_OWN);
pub(super) const POLICY_CHANGED: EventKind = EventKind::new("policy.changed")
    .field(ROLE)
    .field(GRANTED_ALL)
    .field(GRANTED_OWN)
    .field(WIDENED)
    .field(NARROWED)
    .field(REVOKED_ALL)
    .field(REVOKED_OWN)
    .field(UNKNOWN);
