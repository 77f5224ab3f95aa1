//! The language of the configuration: a setting is declared once, beside what reads it, and everything else follows.
//!
//! [`settings!`](macro@crate::settings) makes of a table of settings the struct with their values and the [`Section`] that says
//! what they are: from it come the [`Reader`]'s knowledge of names, the [`template`] of a new file, the names in [`Written`] and
//! the [`table`] of the documentation.
//!
//! Owns: what a setting can be ([`kinds`]), and the words that tell an operator what to correct. Must not: know any setting,
//! or open what one points to.

pub mod kinds;
mod problem;
mod reader;
mod secret;
mod section;
pub mod table;
pub mod template;
mod written;

pub use self::{
    problem::{ConfigError, Problem},
    reader::{Environment, Reader},
    secret::Secret,
    section::{Section, Setting, Shape},
    written::Written,
};

/// Declares a section: a struct with a field for each setting, its `SECTION`, and how it is read.
///
/// The comments are for operators: they stand in the file that `hufu init` writes and in the documentation, before what the
/// kind says of limits and default. `off` leaves the section out of a new file. `check` sees the settings together.
///
/// ```
/// use std::time::Duration;
///
/// hufu::settings! {
///     /// How long a visit may last.
///     pub struct VisitSettings in "visits" {
///         /// Minutes after which a visitor is sent home.
///         longest: Duration = "longest_minutes", minutes(60, 1..=120, "the doors close");
///     }
/// }
///
/// let setting = VisitSettings::SECTION.settings[0];
/// assert_eq!(setting.name, "visits.longest_minutes");
/// assert_eq!((setting.shape)().limits, "1 to 120. Default: 60.");
/// ```
#[macro_export]
macro_rules! settings {
    (
        $(#[doc = $about:literal])*
        $visibility:vis struct $name:ident in $section:literal $($off:ident)? {
            $($(#[doc = $doc:literal])+ $field:ident: $type:ty = $key:literal, $kind:expr;)+
        }
        $(check $check:expr;)?
    ) => {
        #[doc = concat!("The section `[", $section, "]`, or a part of it.")]
        $(#[doc = $about])*
        #[derive(Debug, Clone)]
        $visibility struct $name {
            $($(#[doc = $doc])+ $visibility $field: $type,)+
        }

        impl $name {
            /// What stands in the file.
            $visibility const SECTION: $crate::settings::Section = $crate::settings::Section {
                name: $section,
                about: &[$($about),*],
                is_off: $crate::settings!(@is_off $($off)?),
                settings: &[$($crate::settings::Setting {
                    name: concat!($section, ".", $key),
                    about: &[$($doc),+],
                    shape: || {
                        use $crate::settings::kinds::*;
                        Kind::shape(&$kind)
                    },
                }),+],
            };

            /// Reads the section; what is wrong is noted by the reader, and reading goes on.
            $visibility fn read(reader: &mut $crate::settings::Reader<'_>) -> Self {
                use $crate::settings::kinds::*;
                let settings = Self {
                    $($field: Kind::read(&$kind, reader, concat!($section, ".", $key)),)+
                };
                $(
                    let check: fn(&Self, &mut $crate::settings::Reader<'_>) = $check;
                    check(&settings, reader);
                )?
                settings
            }
        }
    };
    (@is_off) => { false };
    (@is_off off) => { true };
}
