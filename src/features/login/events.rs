//! What is recorded about logins, from the first code to the end of the session.

use uuid::Uuid;

use crate::kernel::audit::{EventKind, FieldName, fields};

/// The login that the entries of one way in have in common.
pub(super) const LOGIN: FieldName<Uuid> = FieldName::id("login");
/// Whether the number is anybody's.
pub(super) const NUMBER: FieldName<&'static str> = FieldName::code("number");
/// The session that was opened.
pub(super) const SESSION: FieldName<Uuid> = FieldName::id("session");

pub(super) const CODE_ASKED: EventKind = step("login.code_asked");
pub(super) const CODE_SENT: EventKind = step("login.code_sent").field(NUMBER);
pub(super) const REFUSED: EventKind = step("login.refused").field(NUMBER).field(fields::CAUSE);
pub(super) const CODE_TRIED: EventKind = step("login.code_tried");
pub(super) const CODE_ACCEPTED: EventKind = step("login.code_accepted").field(fields::CAUSE);
pub(super) const CODE_REFUSED: EventKind = step("login.code_refused").count().field(fields::CAUSE);
pub(super) const PASSWORD_TRIED: EventKind = step("login.password_tried");
pub(super) const PASSWORD_REFUSED: EventKind =
    step("login.password_refused").count().field(fields::CAUSE);
pub(super) const SUCCEEDED: EventKind = step("login.succeeded").field(SESSION);
pub(super) const SESSION_ENDED: EventKind = EventKind::new("session.ended").resource(&["session"]);

/// A step of a login names it, and whose it is if it is anybody's.
const fn step(name: &'static str) -> EventKind {
    EventKind::new(name).resource(&["staff"]).field(LOGIN)
}
