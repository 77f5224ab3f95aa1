//! Closed sets of words: an enum whose every value has a wire form and an i18n key.
//!
//! The wire form is what databases, files, URLs and the audit log hold; what people read comes from the
//! key. Must not know any language.

/// A word that is not in the set it was looked for in. It does not repeat the word: it may be personal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not one of the known values of {set}")]
pub struct UnknownWord {
    /// The name of the set, such as `OrderStatus`.
    pub set: &'static str,
}

/// A closed set of words, for what takes any of them.
pub trait Code: Copy + std::str::FromStr + 'static {
    /// Every value, in the order in which pages list them.
    const EVERY: &'static [Self];

    fn wire(self) -> &'static str;

    /// The i18n key.
    fn message(self) -> &'static str;
}

/// Makes an enum of words, each written `Variant = "wire form", "i18n.key"`.
macro_rules! words {
    (
        $(#[$about:meta])*
        $name:ident { $($(#[$each:meta])* $variant:ident = $wire:literal, $key:expr;)+ }
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$each])* $variant,)+
        }

        impl $name {
            /// Every value, in the order in which pages list them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The wire form: in databases, files, URLs and audit entries.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $wire,)+ }
            }

            /// The i18n key of the word that people read.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self { $(Self::$variant => $key,)+ }
            }
        }

        impl $crate::base::words::Code for $name {
            const EVERY: &'static [Self] = Self::ALL;

            fn wire(self) -> &'static str {
                self.as_str()
            }

            fn message(self) -> &'static str {
                self.key()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::base::words::UnknownWord;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($wire => Ok(Self::$variant),)+
                    _ => Err($crate::base::words::UnknownWord { set: stringify!($name) }),
                }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <String as serde::Deserialize>::deserialize(deserializer)?
                    .parse().map_err(serde::de::Error::custom)
            }
        }

        $crate::base::text_column::text_column!($name);
    };
}

pub(crate) use words;
