//! What can be done here.

use super::events;
use crate::permissions;

permissions! {
    /// See the login's pages.
    LoginView = "login":"view" { quiet }
    /// Ask for a code, the first or another one.
    LoginStart = "login":"start" {
        events: [events::CODE_ASKED, events::CODE_SENT, events::REFUSED],
        finds: [StaffPhone],
        changes: ["login"],
    }
    /// Give the code.
    LoginCode = "login":"code" {
        events: [events::CODE_TRIED, events::SUCCEEDED, events::CODE_ACCEPTED, events::CODE_REFUSED],
        changes: ["login"],
    }
    /// Give the password after the code.
    LoginPassword = "login":"password" {
        events: [events::PASSWORD_TRIED, events::SUCCEEDED, events::PASSWORD_REFUSED],
        changes: ["login"],
    }
    /// Log out.
    SessionEnd = "session":"end" { events: [events::SESSION_ENDED], changes: ["session"] }
}
