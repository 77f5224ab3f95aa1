//! Logging in and out: phone, then SMS code, then for some roles the password (A1, A3, A4).
//!
//! Owns: the login under way (`logins`), its pages, and which proof follows which. An unknown number looks and times like
//! a known one on every page.
//! Must not: decide what a session may do, or keep a phone number: a login knows a digest of it.

mod challenge;
mod code;
mod end;
mod enter;
mod events;
mod fixed_delay;
mod model;
mod page;
mod password;
mod permissions;
mod resend;
mod sending;
mod start;
mod store;
mod tries;
mod view;

pub use permissions::{LoginCode, LoginPassword, LoginStart, LoginView, PERMISSIONS, SessionEnd};

use crate::kernel::{feature::Feature, http::Routes};

/// The feature's line in `app.rs`.
pub const FEATURE: Feature = Feature {
    name: "login",
    permissions: PERMISSIONS,
    routes,
    statements: store::STATEMENTS,
    ..Feature::EMPTY
};

fn routes(routes: &mut Routes<'_>) {
    routes.get("/login", view::phone);
    routes.post("/login", start::start);
    routes.get("/login/code", view::code);
    routes.post("/login/code", code::check);
    routes.post("/login/resend", resend::resend);
    routes.get("/login/password", view::password);
    routes.post("/login/password", password::check);
    routes.post("/logout", end::end);
}
