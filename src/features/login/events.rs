//! What is entered about logins, from the first code to the end of the session.

use uuid::Uuid;

use crate::kernel::audit::{EventKind, FactName, facts};

/// The login that the entries of one way in have in common.
pub(super) const LOGIN: FactName<Uuid> = FactName::id("login");
/// Whether the number is anybody's.
pub(super) const NUMBER: FactName<&'static str> = FactName::word("number");
/// The session that was opened.
pub(super) const SESSION: FactName<Uuid> = FactName::id("session");

pub(super) const CODE_ASKED: EventKind = step("login.code_asked");
pub(super) const CODE_SENT: EventKind = step("login.code_sent").fact(NUMBER);
pub(super) const REFUSED: EventKind = step("login.refused").fact(NUMBER).fact(facts::CAUSE);
pub(super) const CODE_TRIED: EventKind = step("login.code_tried");
pub(super) const CODE_ACCEPTED: EventKind = step("login.code_accepted").fact(facts::CAUSE);
pub(super) const CODE_REFUSED: EventKind = step("login.code_refused").count().fact(facts::CAUSE);
pub(super) const PASSWORD_TRIED: EventKind = step("login.password_tried");
pub(super) const PASSWORD_REFUSED: EventKind =
    step("login.password_refused").count().fact(facts::CAUSE);
pub(super) const SUCCEEDED: EventKind = step("login.succeeded").fact(SESSION);
pub(super) const SESSION_ENDED: EventKind = EventKind::new("session.ended").about(&["session"]);

/// A step of a login names it, and whose it is if it is anybody's.
const fn step(name: &'static str) -> EventKind {
    EventKind::new(name).about(&["staff"]).fact(LOGIN)
}
