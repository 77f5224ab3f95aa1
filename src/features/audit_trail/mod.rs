//! The auditor's pages: every entry of the log, found by filters in the URL, and one entry with its evidence (A7).
//!
//! Owns: how entries are searched and shown. It reads the log through the grant alone, shows ids and never a person's name,
//! and each of its answers is recorded in the log like everybody's.
//! Must not: change anything, or know what other features record beyond the names their permissions declare.

mod catalogue;
mod choices;
mod days;
mod detail;
mod events;
mod list;
mod permissions;
mod proof;
mod proof_state;
mod pruned;
mod store;
mod traveller;
mod viewer;
mod words;

pub use catalogue::{EventRow, FieldRow, common_fields, event_rows};
pub use permissions::{
    AuditList, AuditRead, AuditReadCatalogue, AuditReadPerson, AuditReadTraveller, PERMISSIONS,
};

use crate::i18n::key;
use crate::kernel::{
    authz::Permission,
    feature::{Feature, NavItem},
    http::Routes,
};

const PATH: &str = "/audit";
/// Where the catalogue of events is.
const CATALOGUE: &str = "/audit/events";

const DAYS: &str = "/audit/days";

pub const FEATURE: Feature = Feature {
    name: "audit_trail",
    permissions: PERMISSIONS,
    nav_item: Some(NavItem {
        href: PATH,
        key: key::NAV_AUDIT,
        icon: "audit",
        permission: AuditList::DESCRIPTOR,
    }),
    routes,
    statements: store::STATEMENTS,
    ..Feature::EMPTY
};

fn routes(routes: &mut Routes<'_>) {
    routes.get(PATH, list::list);
    routes.get(CATALOGUE, catalogue::show);
    routes.get(DAYS, days::show);
    routes.get("/audit/travellers/{id}", traveller::show);
    routes.get("/audit/staff/{id}", viewer::staff);
    routes.get("/audit/sessions/{id}", viewer::session);
    routes.get("/audit/addresses/{address}", viewer::address);
    routes.get("/audit/exports/{id}", viewer::export);
    routes.get("/audit/{sequence}", detail::detail);
    routes.get("/audit/{sequence}/proof", proof::download);
}
