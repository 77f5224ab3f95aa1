//! Permissions as types, with what each may open, seal, find and change.
//!
//! A capability exists twice from one line of source: as an implementation that the compiler checks at the call, and in
//! the [`Descriptor`], which the policy's never-list and the golden matrix read.

use crate::kernel::{
    audit::EventKind,
    parts::{IndexedField, Part},
};

/// What a permission is, readable at run time.
#[derive(Debug, PartialEq, Eq)]
pub struct Descriptor {
    /// The object, for example `order`.
    pub object: &'static str,
    /// The action, for example `read`.
    pub action: &'static str,
    /// The wire form `object:action`, as entries carry it.
    pub name: &'static str,
    /// Events its entries may carry; the first is the default. Empty for a quiet permission.
    pub events: &'static [&'static EventKind],
    /// Parts it may open masked.
    pub masks: &'static [&'static str],
    /// Parts it may open in clear.
    pub reveals: &'static [&'static str],
    pub seals: &'static [&'static str],
    /// Fields it may search by blind index.
    pub finds: &'static [&'static str],
    /// Kinds of rows it may change.
    pub changes: &'static [&'static str],
    /// What of the kernel's own it may read: `log`, or nothing.
    pub reads: &'static [&'static str],
    /// Whom it may erase: `traveller`, or nobody.
    pub shreds: &'static [&'static str],
    /// What of the vault it may exchange: `keys`, or nothing.
    pub rotates: &'static [&'static str],
    /// Whether it answers without an entry: it can open and change nothing.
    pub quiet: bool,
    /// Whether whoever has it gives a second factor at every login (A2); see [`needs_second_factor`].
    pub second_factor: bool,
    /// `part:masked` and `part:revealed`, as the entries list what was opened.
    pub opens: &'static [&'static str],
}

/// A permission: a type, so that a grant of one cannot be used for another.
pub trait Permission: Send + Sync + 'static {
    /// What it is. The policy knows the descriptors that features hand over, and denies any other of the same name.
    const DESCRIPTOR: &'static Descriptor;
    #[doc(hidden)]
    const DECLARED: Declared;
}

/// That an implementation comes from [`permissions!`](crate::permissions), where the descriptor says the same: each of these
/// traits wants one. A test holds that nobody else names it.
///
/// A capability that the permission does not declare does not compile:
///
/// ```compile_fail,E0046
/// use hufu::kernel::{audit::EventKind, authz::Masks, parts::Contact};
/// const LOOKED: EventKind = EventKind::new("thing.looked");
/// hufu::permissions! {
///     /// Look.
///     Look = "thing":"look" { events: [LOOKED] }
/// }
/// impl Masks<Contact> for Look {}
/// ```
///
/// Declared, it does:
///
/// ```
/// use hufu::kernel::{audit::EventKind, authz::Masks, parts::Contact};
/// const LOOKED: EventKind = EventKind::new("thing.looked");
/// hufu::permissions! {
///     /// Look.
///     Look = "thing":"look" { events: [LOOKED], masks: [Contact] }
/// }
/// fn masks<P: Masks<Contact>>() {}
/// masks::<Look>();
/// ```
pub struct Declared(());

impl Declared {
    #[doc(hidden)]
    pub const BY_PERMISSIONS: Self = Self(());
}

/// May answer without an entry. Implies no other capability.
pub trait Quiet: Permission {
    #[doc(hidden)]
    const DECLARED: Declared;
}
/// May change the kinds of rows that its descriptor names, whichever store they are in.
pub trait Changes: Permission {
    #[doc(hidden)]
    const DECLARED: Declared;
}
/// May open this part masked.
pub trait Masks<T: Part>: Permission {
    #[doc(hidden)]
    const DECLARED: Declared;
}
/// May open this part in clear.
pub trait Reveals<T: Part>: Permission {
    #[doc(hidden)]
    const DECLARED: Declared;
}
pub trait Seals<T: Part>: Permission {
    #[doc(hidden)]
    const DECLARED: Declared;
}
/// May search by this field.
pub trait Finds<F: IndexedField>: Permission {
    #[doc(hidden)]
    const DECLARED: Declared;
}
/// May read the audit log.
pub trait ReadsLog: Permission {
    #[doc(hidden)]
    const DECLARED: Declared;
}
pub trait Shreds: Permission {
    #[doc(hidden)]
    const DECLARED: Declared;
}
/// May make new keys and put what is sealed under them.
pub trait RotatesKeys: Permission {
    #[doc(hidden)]
    const DECLARED: Declared;
}

/// Whether what a permission can do is too much for whoever holds somebody's phone, and no more than that.
///
/// It opens a part in clear that says so of itself, reads the log, erases people, exchanges keys, or changes anything but its
/// own login: people, exports, keys. A new kind of row counts, and each part has to say it, so that nothing is forgotten.
pub const fn needs_second_factor(
    reveals: &[bool],
    changes: &[&str],
    reads: &[&str],
    shreds: &[&str],
    rotates: &[&str],
) -> bool {
    let mut needs = !reads.is_empty() || !shreds.is_empty() || !rotates.is_empty();
    let mut at = 0;
    while at < reveals.len() {
        needs |= reveals[at];
        at += 1;
    }
    at = 0;
    while at < changes.len() {
        needs |= !matches!(changes[at].as_bytes(), b"login" | b"session");
        at += 1;
    }
    needs
}

/// Declares a feature's permissions and `PERMISSIONS`, the list that `app.rs` hands to the policy.
///
/// ```text
/// permissions! {
///     /// Read one order.
///     OrderRead = "order":"read" { events: [events::VIEWED], masks: [Contact, Identity], reveals: [Itinerary] }
///     /// See the login form.
///     LoginView = "login":"view" { quiet }
/// }
/// ```
#[macro_export]
macro_rules! permissions {
    ($(
        $(#[$meta:meta])*
        $name:ident = $object:literal : $action:literal { $($body:tt)* }
    )+) => {
        $(
            $(#[$meta])*
            pub struct $name;
            $crate::permissions!(@one $name, $object, $action, $($body)*);
        )+
        /// Every permission of this feature.
        pub const PERMISSIONS: &[&$crate::kernel::authz::Descriptor] =
            &[$(<$name as $crate::kernel::authz::Permission>::DESCRIPTOR),+];
    };
    (@one $name:ident, $object:literal, $action:literal, quiet) => {
        impl $crate::kernel::authz::Permission for $name {
            $crate::permissions!(@declared);
            const DESCRIPTOR: &'static $crate::kernel::authz::Descriptor = &$crate::kernel::authz::Descriptor {
                object: $object, action: $action, name: concat!($object, ":", $action),
                events: &[], masks: &[], reveals: &[], seals: &[], finds: &[], changes: &[], reads: &[], shreds: &[], rotates: &[],
                quiet: true, second_factor: false, opens: &[],
            };
        }
        impl $crate::kernel::authz::Quiet for $name { $crate::permissions!(@declared); }
    };
    (@one $name:ident, $object:literal, $action:literal,
        events: [$($event:path),+ $(,)?]
        $(, masks: [$($masked:ident),* $(,)?])?
        $(, reveals: [$($revealed:ident),* $(,)?])?
        $(, seals: [$($sealed:ident),* $(,)?])?
        $(, finds: [$($found:ident),* $(,)?])?
        $(, changes: [$($changed:literal),+ $(,)?])?
        $(, reads: [$read:ident])?
        $(, shreds: [$shredded:ident])?
        $(, rotates: [$rotated:ident])?
        $(,)?
    ) => {
        impl $crate::kernel::authz::Permission for $name {
            $crate::permissions!(@declared);
            const DESCRIPTOR: &'static $crate::kernel::authz::Descriptor = &$crate::kernel::authz::Descriptor {
                object: $object, action: $action, name: concat!($object, ":", $action),
                events: &[$(&$event),+],
                masks: &[$($(<$crate::kernel::parts::$masked as $crate::kernel::parts::Part>::NAME),*)?],
                reveals: &[$($(<$crate::kernel::parts::$revealed as $crate::kernel::parts::Part>::NAME),*)?],
                seals: &[$($(<$crate::kernel::parts::$sealed as $crate::kernel::parts::Part>::NAME),*)?],
                finds: &[$($(<$crate::kernel::parts::$found<'static> as $crate::kernel::parts::IndexedField>::NAME),*)?],
                changes: &[$($($changed),+)?],
                reads: &[$(stringify!($read))?],
                shreds: &[$(stringify!($shredded))?],
                rotates: &[$(stringify!($rotated))?],
                quiet: false,
                second_factor: $crate::kernel::authz::needs_second_factor(
                    &[$($(<$crate::kernel::parts::$revealed as $crate::kernel::parts::Part>::SECOND_FACTOR),*)?],
                    &[$($($changed),+)?],
                    &[$(stringify!($read))?],
                    &[$(stringify!($shredded))?],
                    &[$(stringify!($rotated))?],
                ),
                opens: &[
                    $($(<$crate::kernel::parts::$masked as $crate::kernel::parts::Part>::MASKED,)*)?
                    $($(<$crate::kernel::parts::$revealed as $crate::kernel::parts::Part>::REVEALED,)*)?
                ],
            };
        }
        $($(impl $crate::kernel::authz::Masks<$crate::kernel::parts::$masked> for $name { $crate::permissions!(@declared); })*)?
        $($(impl $crate::kernel::authz::Reveals<$crate::kernel::parts::$revealed> for $name { $crate::permissions!(@declared); })*)?
        $($(impl $crate::kernel::authz::Seals<$crate::kernel::parts::$sealed> for $name { $crate::permissions!(@declared); })*)?
        $($(impl $crate::kernel::authz::Finds<$crate::kernel::parts::$found<'_>> for $name { $crate::permissions!(@declared); })*)?
        $($crate::permissions!(@changes $name, $($changed),+);)?
        $($crate::permissions!(@reads $name, $read);)?
        $($crate::permissions!(@shreds $name, $shredded);)?
        $($crate::permissions!(@rotates $name, $rotated);)?
    };
    (@changes $name:ident, $($changed:literal),+) => {
        impl $crate::kernel::authz::Changes for $name { $crate::permissions!(@declared); }
    };
    (@reads $name:ident, log) => {
        impl $crate::kernel::authz::ReadsLog for $name { $crate::permissions!(@declared); }
    };
    (@shreds $name:ident, traveller) => {
        impl $crate::kernel::authz::Shreds for $name { $crate::permissions!(@declared); }
    };
    (@rotates $name:ident, keys) => {
        impl $crate::kernel::authz::RotatesKeys for $name { $crate::permissions!(@declared); }
    };
    (@declared) => {
        const DECLARED: $crate::kernel::authz::Declared = $crate::kernel::authz::Declared::BY_PERMISSIONS;
    };
}
