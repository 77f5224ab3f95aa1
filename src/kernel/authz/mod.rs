//! Who may do what: permissions, the policy, and the two halves of the tally.
//!
//! Owns: [`Permission`] and its capabilities, the Casbin [`Policy`] compiled to a table, [`Grant`] (the policy lets this
//! person do this) and [`Receipt`] (the log holds, durably, that they are doing it).
//! Must not: know any feature. Features declare their permissions with [`permissions!`](crate::permissions) and hand the
//! lists to `app.rs`.

#![deny(clippy::wildcard_enum_match_arm)]

mod cap;
mod catalogue;
mod context;
mod grant;
mod handle;
mod never;
mod open_failures;
mod operator;
mod page_context;
mod permission;
mod policy;
mod policy_source;
mod receipt;
mod scope;

pub use cap::Cap;
pub use catalogue::{CataloguedEvent, catalogue};
pub use grant::Grant;
pub use handle::KernelHandle;
pub use page_context::{CurrentSession, PageContext};
pub use permission::{
    Changes, Declared, Descriptor, Finds, Masks, Permission, Quiet, ReadsLog, Reveals, RotatesKeys,
    Seals, Shreds, needs_second_factor,
};
pub use policy::{Policy, PolicyError, StaffRole};
pub use policy_source::PolicySource;
pub use receipt::{Change, Receipt};
pub use scope::Scope;

pub(in crate::kernel) use context::RequestContext;
pub(in crate::kernel) use open_failures::OpenFailures;
