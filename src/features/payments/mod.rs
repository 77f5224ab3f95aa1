//! Payments, for finance: reconcile a day without meeting a person.
//!
//! Owns: the list with its totals and the detail page. Must not: read or show anything of a traveller, of a journey or of a
//! product, not even in SQL; its permissions open no part of the vault.

mod detail;
mod events;
mod list;
mod model;
mod page;
mod permissions;
mod store;
mod trade_no;

pub use permissions::{PaymentList, PaymentRead};

use crate::i18n::key;
use crate::kernel::{
    authz::Permission,
    feature::{Feature, NavItem},
    http::Routes,
};

pub const FEATURE: Feature = Feature {
    name: "payments",
    permissions: permissions::PERMISSIONS,
    nav_item: Some(NavItem {
        href: PATH,
        key: key::NAV_PAYMENTS,
        icon: "payments",
        permission: PaymentList::DESCRIPTOR,
    }),
    routes,
    statements: store::STATEMENTS,
    ..Feature::EMPTY
};

const PATH: &str = "/payments";

fn routes(routes: &mut Routes<'_>) {
    routes.get(PATH, list::list);
    routes.get("/payments/{id}", detail::detail);
}
