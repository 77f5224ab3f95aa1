//! What every kind can do.

use crate::settings::{reader::Reader, section::Shape};

/// How a setting is read and described.
pub trait Kind {
    /// What reading gives.
    type Value;

    /// Reads it. When something is wrong the reader notes it, and the value is only there to go on with.
    fn read(&self, reader: &mut Reader<'_>, setting: &'static str) -> Self::Value;

    /// How it is described.
    fn shape(&self) -> Shape;

    /// The same, read as something else.
    fn map<T>(self, map: fn(Self::Value) -> T) -> Mapped<Self, T>
    where
        Self: Sized,
    {
        Mapped { kind: self, map }
    }
}

/// A kind whose values become something else.
pub struct Mapped<K: Kind, T> {
    kind: K,
    map: fn(K::Value) -> T,
}

impl<K: Kind, T> Kind for Mapped<K, T> {
    type Value = T;

    fn read(&self, reader: &mut Reader<'_>, setting: &'static str) -> T {
        (self.map)(self.kind.read(reader, setting))
    }

    fn shape(&self) -> Shape {
        self.kind.shape()
    }
}
