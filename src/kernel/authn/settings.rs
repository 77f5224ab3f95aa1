//! `[sessions]` and `[login]`: how long somebody stays logged in, and how often somebody may try (A1, A2, A3).
//!
//! The upper limits are the product's promise and no configuration can lift them; tightening is always possible.

use std::time::Duration;

const LONGER: &str = "a session that lasts longer is a stolen one";
const GUESS: &str = "a six-digit code can be guessed otherwise";
const FLOOD: &str = "more only helps whoever floods a phone";

crate::settings! {
    pub struct SessionSettings in "sessions" {
        /// Minutes without a request after which a session ends.
        idle: Duration = "idle_minutes", minutes(30, 1..=30, LONGER);
        /// Minutes after which a session ends in any case.
        absolute: Duration = "absolute_minutes", minutes(120, 1..=120, LONGER);
    }
    check |settings, reader| {
        let [idle, absolute] = [settings.idle, settings.absolute].map(|span| span.as_secs() / 60);
        if idle > absolute {
            let message = format!("is {idle}, longer than sessions.absolute_minutes ({absolute})");
            reader.problem("sessions.idle_minutes", message);
        }
    };
}

crate::settings! {
    pub struct LoginSettings in "login" {
        /// Minutes that a text-message code is good.
        code_lifetime: Duration = "code_minutes", minutes(5, 1..=5, GUESS);
        /// Wrong codes or passwords after which a login or an approval is void.
        tries: i64 = "code_tries", number(5, 1..=5, "tries", GUESS).map(i64::from);
        /// Codes for logins are counted for a phone and the client address that asks; codes for approvals for the person who is logged in.
        /// Seconds before another code can be sent to the same phone.
        resend: Duration = "resend_seconds", seconds(60, 1..=3600, "");
        /// Codes to one phone in an hour. For logins from all addresses together three times as many, except from where the phone's owner
        /// logged in within 30 days: strangers cannot keep them out. What is over is not sent, and the page does not tell.
        sends_per_phone_hour: i64 = "sends_per_phone_hour", number(5, 1..=20, "codes", FLOOD).map(i64::from);
        /// Codes to one phone in 24 hours, in the same way.
        sends_per_phone_day: i64 = "sends_per_phone_day", number(10, 1..=50, "codes", FLOOD).map(i64::from);
        /// Codes for logins asked for from one client address in an hour.
        sends_per_address_hour: i64 = "sends_per_address_hour", number(60, 1..=10_000, "codes", FLOOD).map(i64::from);
        /// Roles that give a second factor at every login, besides those whose permissions ask for one (`hufu policy` says which:
        /// whoever exports, opens identities, reads the log or changes anything); the others do after 30 wrong codes within 30 days.
        second_factor_roles: Vec<String> = "second_factor_roles",
            list(&[], "none", |role| Ok(role.to_owned()));
    }
}
