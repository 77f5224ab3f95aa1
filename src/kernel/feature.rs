//! What a feature hands to `app.rs`: one constant, one line there.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    sync::Arc,
};

use crate::kernel::{authz::Descriptor, db::RegisteredStatement, http::Routes, jobs::Job};

/// An item of the sidebar, shown to whoever has its permission.
#[derive(Clone, Copy, Debug)]
pub struct NavItem {
    pub href: &'static str,
    /// Key of its name in the messages.
    pub key: &'static str,
    pub icon: &'static str,
    pub permission: &'static Descriptor,
}

/// A page to which other features lead whoever may see it. They ask [`Shell::leads_to`](super::http::Shell::leads_to) and
/// import nothing, so that the way is gone with the feature.
#[derive(Clone, Copy, Debug)]
pub struct Way {
    pub href: &'static str,
    pub permission: &'static Descriptor,
}

#[derive(Clone, Copy)]
pub struct Feature {
    pub name: &'static str,
    pub permissions: &'static [&'static Descriptor],
    /// Its item of the sidebar, if it has one.
    pub nav_item: Option<NavItem>,
    /// What other features may lead to, beside that.
    pub ways: &'static [Way],
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
        nav_item: None,
        ways: &[],
        routes: |_| {},
        statements: &[],
        jobs: &[],
    };
}

/// Settings of features, each found by its type: the kernel knows none of them.
#[derive(Clone, Default)]
pub struct FeatureSettings(HashMap<TypeId, Arc<dyn Any + Send + Sync>>);

impl FeatureSettings {
    /// With the settings of one more feature.
    #[must_use]
    pub fn with<T: Any + Send + Sync>(mut self, settings: T) -> Self {
        self.0.insert(TypeId::of::<T>(), Arc::new(settings));
        self
    }

    /// The settings of a feature.
    ///
    /// # Panics
    /// When `app.rs` was not told of them: a mistake that shows wherever the feature is tried.
    pub fn of<T: Any + Send + Sync>(&self) -> &T {
        let settings = self.0.get(&TypeId::of::<T>());
        settings
            .and_then(|settings| settings.downcast_ref())
            .expect("app.rs gives every feature its settings")
    }
}
