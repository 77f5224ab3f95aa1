//! Exports (B4): data leaves Hufu only as a deed that one person asked for, proved to be theirs by code and password (A6),
//! and fetches once.
//!
//! An export is one row from asking to expiry. Its **deed** is the SHA-256 over what was asked: filter, columns and how they
//! leave, format, counts and person. The step-up approves exactly that deed; the worker runs exactly that deed; anything
//! else is refused. Nothing plain touches the disk: the file is encrypted as it is written.

#![deny(clippy::wildcard_enum_match_arm)]

pub mod api;
mod ask;
mod cancel;
mod code;
mod confirm;
mod data_sets;
mod deed;
mod detail;
mod download;
mod events;
mod expire;
mod export;
mod exporting;
mod extract;
mod fields;
mod form;
mod list;
mod model;
mod new;
mod notice;
mod own;
mod page;
mod passphrase;
mod permissions;
mod run;
mod selected;
mod settings;
mod store;
mod words;

use std::time::Duration;

use crate::i18n::key;
use crate::kernel::{
    authz::Permission,
    db::RegisteredStatement,
    feature::{Feature, NavItem, Way},
    http::Routes,
    jobs::Job,
};

pub use permissions::{
    ExportAsk, ExportCancel, ExportConfirm, ExportDownload, ExportEntries, ExportExpire,
    ExportList, ExportOrders, ExportPassphrase, ExportPayments, ExportRead, ExportTravellers,
    PERMISSIONS,
};

pub const FEATURE: Feature = Feature {
    name: "exports",
    permissions: PERMISSIONS,
    nav_item: Some(NavItem {
        href: "/exports",
        key: key::NAV_EXPORTS,
        icon: "exports",
        permission: ExportList::DESCRIPTOR,
    }),
    ways: &[Way {
        href: "/exports/new?data_set=entries",
        permission: ExportEntries::DESCRIPTOR,
    }],
    routes,
    statements: STATEMENTS,
    jobs: JOBS,
};

const STATEMENTS: &[RegisteredStatement] = store::STATEMENTS;

/// What runs in the background: the exports themselves, and the end of those that nobody fetched.
const JOBS: &[Job] = &[
    Job {
        name: "exports",
        every: Duration::from_secs(5),
        run: |kernel| Box::pin(run::run_next(kernel)),
    },
    Job {
        name: "export expiry",
        every: Duration::from_secs(30),
        run: |kernel| Box::pin(expire::expire_next(kernel)),
    },
];

fn routes(routes: &mut Routes<'_>) {
    routes.get("/exports", list::list);
    // Before the page of one export, whose path would take it.
    routes.get("/exports/new", new::new);
    routes.post("/exports/orders", ask::ask::<ExportOrders>);
    routes.post("/exports/travellers", ask::ask::<ExportTravellers>);
    routes.post("/exports/payments", ask::ask::<ExportPayments>);
    routes.post("/exports/entries", ask::ask::<ExportEntries>);
    routes.get("/exports/{id}", detail::detail);
    routes.get("/exports/{id}/progress", detail::progress);
    routes.get("/exports/{id}/confirm", confirm::show);
    routes.post("/exports/{id}/code", confirm::send_code);
    routes.post("/exports/{id}/confirm", confirm::confirm);
    routes.post("/exports/{id}/cancel", cancel::cancel);
    routes.post("/exports/{id}/passphrase", passphrase::show);
    routes.post("/exports/{id}/download", download::download);
}
