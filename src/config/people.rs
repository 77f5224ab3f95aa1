//! `[sessions]` and `[login]`: how long somebody stays logged in, and how often somebody may try (A1, A2, A3).
//!
//! The upper limits are the product's promise and no configuration can lift them; tightening is always possible.

use std::time::Duration;

use super::reader::Reader;

/// How long a session may last.
#[derive(Debug, Clone)]
pub struct SessionsConfig {
    /// `sessions.idle_minutes`: without a request for so long, the session ends. At most 30 minutes.
    pub idle: Duration,
    /// `sessions.absolute_minutes`: after so long it ends in any case. At most two hours (A3).
    pub absolute: Duration,
}

/// Login codes and their limits.
#[derive(Debug, Clone)]
pub struct LoginConfig {
    /// `login.code_minutes`: how long a code is good. At most 5 minutes.
    pub code_lifetime: Duration,
    /// `login.code_tries`: wrong codes before it is void. At most 5.
    pub code_tries: u32,
    /// `login.resend_seconds`: from one code to the next for the same phone (and, at the door, the same client address).
    pub resend_after: Duration,
    /// `login.sends_per_phone_hour`: codes to one phone in an hour; at the door from one client address, three times as many from all.
    pub sends_per_phone_hour: u32,
    /// `login.sends_per_phone_day`: codes to one phone in 24 hours, in the same way.
    pub sends_per_phone_day: u32,
    /// `login.sends_per_address_hour`: codes for logins asked for from one client address in an hour.
    pub sends_per_address_hour: u32,
    /// `login.second_factor_roles`: roles that always give a second factor; always has `admin` and `auditor` in it.
    pub second_factor_roles: Vec<String>,
}

impl SessionsConfig {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        const LONGER: &str = "a session that lasts longer is a stolen one";
        let idle = reader.number("sessions.idle_minutes", 30, 1..=30, "minutes", LONGER);
        let absolute = reader.number("sessions.absolute_minutes", 120, 1..=120, "minutes", LONGER);
        if idle > absolute {
            reader.problem(
                "sessions.idle_minutes",
                format!("is {idle}, longer than sessions.absolute_minutes ({absolute})"),
            );
        }
        Self {
            idle: minutes(idle),
            absolute: minutes(absolute),
        }
    }
}

impl LoginConfig {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        const GUESS: &str = "a six-digit code can be guessed otherwise";
        const FLOOD: &str = "more only helps whoever floods a phone";
        let lifetime = reader.number("login.code_minutes", 5, 1..=5, "minutes", GUESS);
        Self {
            code_lifetime: minutes(lifetime),
            code_tries: reader.number("login.code_tries", 5, 1..=5, "tries", GUESS),
            resend_after: Duration::from_secs(
                reader
                    .number("login.resend_seconds", 60, 1..=3600, "seconds", "")
                    .into(),
            ),
            sends_per_phone_hour: reader.number(
                "login.sends_per_phone_hour",
                5,
                1..=20,
                "codes",
                FLOOD,
            ),
            sends_per_phone_day: reader.number(
                "login.sends_per_phone_day",
                10,
                1..=50,
                "codes",
                FLOOD,
            ),
            sends_per_address_hour: reader.number(
                "login.sends_per_address_hour",
                60,
                1..=10_000,
                "codes",
                FLOOD,
            ),
            second_factor_roles: read_second_factor_roles(reader),
        }
    }
}

fn read_second_factor_roles(reader: &mut Reader<'_>) -> Vec<String> {
    const SETTING: &str = "login.second_factor_roles";
    let roles = reader.list(SETTING, &["admin", "auditor"]);
    for needed in ["admin", "auditor"] {
        if !roles.iter().any(|role| role == needed) {
            reader.problem(SETTING, format!("must contain \"{needed}\""));
        }
    }
    roles
}

fn minutes(count: u32) -> Duration {
    Duration::from_secs(u64::from(count) * 60)
}
