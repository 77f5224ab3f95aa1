//! Orders, for customer service: find one, read it with its itinerary, and, with a reason, reveal whom to call.
//!
//! Owns: the list, the search, the detail page and the two ways to reveal. Must not: change an order; nothing here asks for
//! a permission that changes anything.

mod caps;
mod detail;
mod events;
mod list;
mod model;
mod page;
mod permissions;
mod reveal;
mod reveal_contact;
mod reveal_identity;
mod search;
mod store;
mod wanted;

pub use permissions::{OrderList, OrderRead, OrderRevealContact, OrderRevealIdentity};

use crate::i18n::key;
use crate::kernel::{
    authz::Permission,
    feature::{Feature, NavItem},
    http::Routes,
};

pub const FEATURE: Feature = Feature {
    name: "orders",
    permissions: permissions::PERMISSIONS,
    nav_item: Some(NavItem {
        href: PATH,
        key: key::NAV_ORDERS,
        icon: "orders",
        permission: OrderList::DESCRIPTOR,
    }),
    routes,
    statements: store::STATEMENTS,
    ..Feature::EMPTY
};

const PATH: &str = "/orders";

fn routes(routes: &mut Routes<'_>) {
    routes.get(PATH, list::list);
    routes.post("/orders/search", search::search);
    routes.get("/orders/{order_no}", detail::detail);
    routes.post(
        "/orders/{order_no}/reveal-contact",
        reveal::reveal::<OrderRevealContact>,
    );
    routes.post(
        "/orders/{order_no}/contact-copied",
        reveal::copied::<OrderRevealContact>,
    );
    routes.post(
        "/orders/{order_no}/reveal-identity",
        reveal::reveal::<OrderRevealIdentity>,
    );
    routes.post(
        "/orders/{order_no}/identity-copied",
        reveal::copied::<OrderRevealIdentity>,
    );
}
