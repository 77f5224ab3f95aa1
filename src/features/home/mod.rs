//! `GET /`: the way in. Visitors go to the login, staff to the first item of their sidebar.

mod permissions;

pub use permissions::{HomeOpen, PERMISSIONS};

use crate::kernel::{
    authz::Grant,
    failure::Failure,
    feature::Feature,
    http::{Answer, LocalPath, Routes},
};

/// The feature's line in `app.rs`.
pub const FEATURE: Feature = Feature {
    name: "home",
    permissions: PERMISSIONS,
    routes,
    ..Feature::EMPTY
};

fn routes(routes: &mut Routes<'_>) {
    routes.get("/", open);
}

async fn open(grant: Grant<HomeOpen>) -> Result<Answer, Failure> {
    let origin = grant.origin();
    let target = if origin.actor.staff().is_some() {
        let first = grant.kernel().nav_items_of(origin.role.as_str()).next();
        // A role with an empty sidebar is a policy that forgot something.
        first.ok_or(Failure::Forbidden)?.href
    } else {
        "/login"
    };
    Ok(grant.quiet_redirect(&LocalPath::fixed(target)))
}
