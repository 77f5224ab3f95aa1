//! The one door: routes, the guard before them, and the answers behind them.
//!
//! Owns: how a request is admitted and how an answer leaves. Handlers take a [`Grant`](crate::kernel::authz::Grant) first
//! and give an [`Answer`], which only a receipt (or a quiet grant) makes.
//! Must not: know any page.

mod answer;
mod answering;
mod context;
mod cookies;
mod csrf;
mod device;
mod error_page;
mod flood;
mod forms;
mod guard;
mod headers;
pub mod listing;
mod local_path;
mod posted;
mod routes;
mod sealed_fields;
mod settings;
mod shell;

pub use answer::{Answer, Download};
pub use cookies::{
    LOCALE, LOGIN, LoginToken, SESSION, THEME, expired, host_cookie, preference_cookie,
};
pub use error_page::{error_page, not_found};
pub use flood::{FloodGate, RefusedFlood};
pub use forms::{FieldErrors, Fields, Form, OpenedFields, PathValue, QueryValue, ReadForm};
pub use guard::Guarded;
pub use headers::security_headers;
pub use local_path::LocalPath;
pub use routes::{RouteInfo, Routes};
pub use settings::DoorSettings;
pub use shell::{Shell, SidebarItem, Viewer};

/// Bytes a form may have.
pub const FORM_LIMIT: usize = 64 * 1024;
