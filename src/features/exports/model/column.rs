//! What a column is, whatever the data set: its name, its words, what it is made of and how it may leave.
//!
//! A data set declares its columns in one [`columns!`] table. A column without a class has no row there, and the writer of
//! its cells matches on the data set's own enum: whoever adds one is asked for both by the compiler.

use std::fmt::Debug;

use serde::{Serialize, de::DeserializeOwned};

use super::Disclosure;
use crate::kernel::parts::{Contact, Identity, Itinerary, Part};

/// What a column is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    Plain,
    /// Part of a sealed contact.
    Contact,
    /// Part of a sealed identity.
    Identity,
    /// Part of a sealed itinerary.
    Itinerary,
}

/// What a column is made of, and the ways in which it may leave. What has no mask leaves in clear or not at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Made {
    pub of: Class,
    /// How; none for business data, which is never a question.
    pub clarities: &'static [Disclosure],
}

impl Made {
    pub(in crate::features::exports) const PLAIN: Self = Self::new(Class::Plain, &[]);
    pub(in crate::features::exports) const CONTACT: Self =
        Self::new(Class::Contact, Disclosure::ALL);
    pub(in crate::features::exports) const IDENTITY: Self =
        Self::new(Class::Identity, Disclosure::ALL);
    pub(in crate::features::exports) const UNMASKED_IDENTITY: Self =
        Self::new(Class::Identity, &[Disclosure::Clear]);
    pub(in crate::features::exports) const ITINERARY: Self =
        Self::new(Class::Itinerary, &[Disclosure::Clear]);

    const fn new(of: Class, clarities: &'static [Disclosure]) -> Self {
        Self { of, clarities }
    }
}

/// Whether the form offers a column chosen; a sensitive one then masked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offered {
    Chosen,
    /// Somebody has to want it.
    Unchosen,
}

/// A column as everybody but its own data set sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ColumnInfo {
    /// In rows, forms and audit entries.
    pub name: &'static str,
    /// Key of what people read.
    pub key: &'static str,
    /// What it is made of.
    pub made: Made,
    /// How the form offers it.
    pub offered: Offered,
}

/// The columns of one data set, in the order of the file.
pub trait Column:
    Copy + Debug + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static
{
    const COLUMNS: &'static [Self];

    /// What everybody may know of it.
    fn info(self) -> ColumnInfo;
}

/// A sealed part that has columns.
pub trait Classed: Part {
    const CLASS: Class;
}

impl Classed for Contact {
    const CLASS: Class = Class::Contact;
}

impl Classed for Identity {
    const CLASS: Class = Class::Identity;
}

impl Classed for Itinerary {
    const CLASS: Class = Class::Itinerary;
}

/// Declares the columns of a data set: `Variant = "stored name", "key", what it is made of, how it is offered;`
macro_rules! columns {
    (
        $(#[$about:meta])*
        $name:ident { $($variant:ident = $stored:literal, $key:expr, $made:ident, $offered:ident;)+ }
    ) => {
        $crate::base::words::words! {
            $(#[$about])*
            $name { $(#[doc = $stored] $variant = $stored, $key;)+ }
        }

        impl $crate::features::exports::model::Column for $name {
            const COLUMNS: &'static [Self] = Self::ALL;

            fn info(self) -> $crate::features::exports::model::ColumnInfo {
                use $crate::features::exports::model::{ColumnInfo, Made, Offered};
                let (made, offered) = match self {
                    $(Self::$variant => (Made::$made, Offered::$offered),)+
                };
                ColumnInfo { name: self.as_str(), key: self.key(), made, offered }
            }
        }
    };
}
pub(in crate::features::exports) use columns;
