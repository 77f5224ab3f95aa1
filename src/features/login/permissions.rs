//! What can be done here.

use crate::permissions;

permissions! {
    /// See the login's pages.
    LoginView = "login":"view" { quiet }
    /// Ask for a code, the first or another one.
    LoginStart = "login":"start" {
        events: ["login.code_asked", "login.code_sent", "login.refused"],
        finds: [StaffPhone],
        changes: ["login"],
    }
    /// Give the code.
    LoginCode = "login":"code" {
        events: ["login.code_tried", "login.succeeded", "login.code_accepted", "login.code_refused"],
        changes: ["login"],
    }
    /// Give the password after the code.
    LoginPassword = "login":"password" {
        events: ["login.password_tried", "login.succeeded", "login.password_refused"],
        changes: ["login"],
    }
    /// Log out.
    SessionEnd = "session":"end" { events: ["session.ended"], changes: ["session"] }
}
