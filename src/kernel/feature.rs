//! What a feature hands to `app.rs`: one constant, one line there.

use crate::kernel::{authz::Descriptor, db::RegisteredStatement, http::Routes, jobs::Job};

/// A place in the rail, shown to who has its permission.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Where it leads.
    pub href: &'static str,
    /// Key of its name in the messages.
    pub key: &'static str,
    /// Name of its icon.
    pub icon: &'static str,
    /// Who sees it.
    pub permission: &'static Descriptor,
}

/// One room of the house.
#[derive(Clone, Copy)]
pub struct Feature {
    /// Its folder's name.
    pub name: &'static str,
    /// Its permissions.
    pub permissions: &'static [&'static Descriptor],
    /// Its place in the rail, if it has one.
    pub place: Option<Place>,
    /// Mounts its routes.
    pub routes: fn(&mut Routes<'_>),
    /// Its SQL, for the contract test.
    pub statements: &'static [RegisteredStatement],
    /// What it does in the background, while the server runs.
    pub jobs: &'static [Job],
}

impl Feature {
    /// A feature without anything, for `..Feature::EMPTY`: each says only what it has.
    pub const EMPTY: Self = Self {
        name: "",
        permissions: &[],
        place: None,
        routes: |_| {},
        statements: &[],
        jobs: &[],
    };
}
