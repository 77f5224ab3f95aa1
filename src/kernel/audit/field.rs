//! Fields: what an entry may say beside who, when and what, each by a name that fixes its kind of value.
//!
//! Must not: have a kind of value that somebody could type.

use std::marker::PhantomData;

use serde::Serialize;
use uuid::Uuid;

use super::origin::RoleName;
use crate::base::clock::Timestamp;

/// What a field is called and which kind of value it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldSpec {
    /// Its name, as entries carry it.
    pub name: &'static str,
    /// The kind of its value.
    pub kind: FieldKind,
}

/// The kinds of values that fields have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// A count, a status code.
    Number,
    /// One of our own words.
    Code,
    /// Several of our own words.
    Codes,
    Digest,
    Id,
    Moment,
    Role,
}

impl FieldKind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Code => "word",
            Self::Codes => "words",
            Self::Digest => "digest",
            Self::Id => "id",
            Self::Moment => "moment",
            Self::Role => "role",
        }
    }
}

/// The name of a field whose value is a `V`: the compiler refuses another.
///
/// ```compile_fail
/// use hufu::kernel::audit::{Event, fields};
/// let name = String::from("张三");
/// Event::new().field(fields::CAUSE, name.as_str());
/// ```
///
/// A word of ours is one:
///
/// ```
/// use hufu::kernel::audit::{Event, fields};
/// Event::new().field(fields::CAUSE, "form");
/// ```
#[derive(Debug)]
pub struct FieldName<V> {
    pub(super) field: FieldSpec,
    value: PhantomData<fn(V)>,
}

impl<V> FieldName<V> {
    /// The name, as entries carry it.
    pub const fn name(&self) -> &'static str {
        self.field.name
    }
}

impl<V> Clone for FieldName<V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<V> Copy for FieldName<V> {}

/// The value of a [field](FieldName). No variant takes free text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum FieldValue {
    /// A count, a status code.
    Number(i64),
    /// One of our own words.
    Code(&'static str),
    /// Several of our own words: columns, fields.
    Codes(Vec<&'static str>),
    /// A digest, in hexadecimal.
    Digest(#[serde(with = "hex::serde")] [u8; 32]),
    Id(Uuid),
    At(Timestamp),
    /// The name of a role.
    Role(RoleName),
}

impl FieldValue {
    pub(super) fn kind(&self) -> FieldKind {
        match self {
            Self::Number(_) => FieldKind::Number,
            Self::Code(_) => FieldKind::Code,
            Self::Codes(_) => FieldKind::Codes,
            Self::Digest(_) => FieldKind::Digest,
            Self::Id(_) => FieldKind::Id,
            Self::At(_) => FieldKind::Moment,
            Self::Role(_) => FieldKind::Role,
        }
    }
}

macro_rules! field_names {
    ($($(#[$meta:meta])* $new:ident $kind:ident $variant:ident($value:ty);)+) => {$(
        impl FieldName<$value> {
            $(#[$meta])*
            pub const fn $new(name: &'static str) -> Self {
                Self { field: FieldSpec { name, kind: FieldKind::$kind }, value: PhantomData }
            }
        }

        impl From<$value> for FieldValue {
            fn from(value: $value) -> Self {
                Self::$variant(value)
            }
        }
    )+};
}

field_names! {
    /// A field that holds a number.
    number Number Number(i64);
    /// A field that holds one of our own words.
    code Code Code(&'static str);
    /// A field that holds several of our own words.
    codes Codes Codes(Vec<&'static str>);
    /// A field that holds a digest.
    digest Digest Digest([u8; 32]);
    /// A field that holds an id.
    id Id Id(Uuid);
    /// A field that holds a moment.
    moment Moment At(Timestamp);
    /// A field that holds a role.
    role Role Role(RoleName);
}
