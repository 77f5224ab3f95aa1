//! What a page needs to know of the request it answers.

use crate::base::{
    clock::Timestamp,
    ids::{SessionId, StaffId},
    locale::Locale,
};

/// Language, theme, CSRF token and the session's clock of one request.
#[derive(Clone)]
pub struct PageContext {
    pub(in crate::kernel) locale: Locale,
    pub(in crate::kernel) theme: &'static str,
    pub(in crate::kernel) path: String,
    /// The path that was asked for, whatever the method: which item of the sidebar is current.
    pub(in crate::kernel) here: String,
    pub(in crate::kernel) csrf: String,
    pub(in crate::kernel) session: Option<CurrentSession>,
    pub(in crate::kernel) now: Timestamp,
}

#[derive(Clone, Debug)]
pub struct CurrentSession {
    pub id: SessionId,
    pub staff: StaffId,
    /// The role they have now: a change of role acts at once.
    pub role: String,
    /// When it ends in any case.
    pub expires_at: Timestamp,
}
