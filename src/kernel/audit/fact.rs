//! Facts: what an entry may say beside who, when and what, each by a name that fixes its kind of value.
//!
//! Must not: have a kind of value that somebody could type.

use std::marker::PhantomData;

use serde::Serialize;
use uuid::Uuid;

use super::origin::RoleName;
use crate::base::clock::Timestamp;

/// What a fact is called and which kind of value it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FactField {
    /// Its name, as entries carry it.
    pub name: &'static str,
    /// The kind of its value.
    pub kind: FactKind,
}

/// The kinds of values that facts have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactKind {
    /// A count, a status code.
    Number,
    /// One of our own words.
    Word,
    /// Several of our own words.
    Words,
    /// A digest.
    Digest,
    /// An id.
    Id,
    /// A moment.
    Moment,
    /// A role.
    Role,
}

impl FactKind {
    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Word => "word",
            Self::Words => "words",
            Self::Digest => "digest",
            Self::Id => "id",
            Self::Moment => "moment",
            Self::Role => "role",
        }
    }
}

/// The name of a fact whose value is a `V`: the compiler refuses another.
///
/// ```compile_fail
/// use hufu::kernel::audit::{Event, facts};
/// let name = String::from("张三");
/// Event::new().fact(facts::CAUSE, name.as_str());
/// ```
///
/// A word of ours is one:
///
/// ```
/// use hufu::kernel::audit::{Event, facts};
/// Event::new().fact(facts::CAUSE, "form");
/// ```
#[derive(Debug)]
pub struct FactName<V> {
    pub(super) field: FactField,
    value: PhantomData<fn(V)>,
}

impl<V> FactName<V> {
    /// The name, as entries carry it.
    pub const fn name(&self) -> &'static str {
        self.field.name
    }
}

impl<V> Clone for FactName<V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<V> Copy for FactName<V> {}

/// The value of a [fact](FactName). No variant takes free text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Fact {
    /// A count, a status code.
    Number(i64),
    /// One of our own words.
    Word(&'static str),
    /// Several of our own words: columns, fields.
    Words(Vec<&'static str>),
    /// A digest, in hexadecimal.
    Digest(#[serde(with = "hex::serde")] [u8; 32]),
    /// An id.
    Id(Uuid),
    /// A moment.
    At(Timestamp),
    /// The name of a role.
    Role(RoleName),
}

impl Fact {
    pub(super) fn kind(&self) -> FactKind {
        match self {
            Self::Number(_) => FactKind::Number,
            Self::Word(_) => FactKind::Word,
            Self::Words(_) => FactKind::Words,
            Self::Digest(_) => FactKind::Digest,
            Self::Id(_) => FactKind::Id,
            Self::At(_) => FactKind::Moment,
            Self::Role(_) => FactKind::Role,
        }
    }
}

macro_rules! fact_names {
    ($($(#[$meta:meta])* $new:ident $kind:ident $variant:ident($value:ty);)+) => {$(
        impl FactName<$value> {
            $(#[$meta])*
            pub const fn $new(name: &'static str) -> Self {
                Self { field: FactField { name, kind: FactKind::$kind }, value: PhantomData }
            }
        }

        impl From<$value> for Fact {
            fn from(value: $value) -> Self {
                Self::$variant(value)
            }
        }
    )+};
}

fact_names! {
    /// A fact that is a number.
    number Number Number(i64);
    /// A fact that is one of our own words.
    word Word Word(&'static str);
    /// A fact that is several of our own words.
    words Words Words(Vec<&'static str>);
    /// A fact that is a digest.
    digest Digest Digest([u8; 32]);
    /// A fact that is an id.
    id Id Id(Uuid);
    /// A fact that is a moment.
    moment Moment At(Timestamp);
    /// A fact that is a role.
    role Role Role(RoleName);
}
