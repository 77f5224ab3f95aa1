//! Keys, for who looks after them: how they are, exchanging them, erasing a traveller with theirs.
//!
//! Owns: the page, the jobs that check and exchange keys and finish erasures. Must not: see a key; the vault does everything
//! that touches one.

pub mod api;
mod events;
mod jobs;
mod keyring;
mod page;
mod permissions;
mod rotating;
mod show;
mod shredding;
mod store;

pub use permissions::{
    KeyringChange, KeysCheck, KeysRead, KeysRotate, KeysTurn, PERMISSIONS, TravellerShred,
    TravellerSweep,
};

use crate::i18n::key;
use crate::kernel::{
    authz::Permission,
    feature::{Feature, NavItem},
    http::Routes,
};

pub const FEATURE: Feature = Feature {
    name: "keys",
    permissions: PERMISSIONS,
    nav_item: Some(NavItem {
        href: "/keys",
        key: key::NAV_KEYS,
        icon: "keys",
        permission: KeysRead::DESCRIPTOR,
    }),
    routes,
    statements: store::STATEMENTS,
    jobs: jobs::JOBS,
    ..Feature::EMPTY
};

fn routes(routes: &mut Routes<'_>) {
    routes.get("/keys", show::show);
}
