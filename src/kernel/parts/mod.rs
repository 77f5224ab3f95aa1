//! The words that permissions and the vault both speak: what is sealed, what may be searched for, why something does not open.
//!
//! Owns: the kinds of what is sealed and their masked forms.
//! Must not: seal, open or search; that is the vault's, under a receipt.

/// The three names of a part, from one, and what opening it in clear asks for at the login.
macro_rules! part_names {
    ($name:literal, second_factor: $second_factor:literal) => {
        const SECOND_FACTOR: bool = $second_factor;
        const NAME: &'static str = $name;
        const MASKED: &'static str = concat!($name, ":masked");
        const REVEALED: &'static str = concat!($name, ":revealed");
    };
}

mod indexed;
mod keys;
mod kinds;
mod secret_text;
mod unopened;

pub use indexed::{Document, IndexedField, StaffPhone, TravellerPhone};
pub use keys::{CheckpointKey, EnvelopeKey};
pub use kinds::{
    Contact, Identity, Itinerary, MaskedContact, MaskedIdentity, MaskedItinerary, Passphrase,
};
pub use secret_text::SecretText;
pub use unopened::BlobError;

use serde::{Serialize, de::DeserializeOwned};

/// Only the kernel says what is a part and what can be searched for.
mod sealed {
    pub trait Sealed {}
}

/// One unit of personal data. Nobody outside declares one, whose mask could show everything:
///
/// ```compile_fail,E0277
/// use hufu::kernel::parts::Part;
/// #[derive(serde::Serialize, serde::Deserialize)]
/// struct Peek(String);
/// impl Part for Peek {
///     const NAME: &'static str = "contact";
///     const MASKED: &'static str = "contact:masked";
///     const REVEALED: &'static str = "contact:revealed";
///     const SECOND_FACTOR: bool = false;
///     type Masked = String;
///     fn mask(&self) -> String { self.0.clone() }
/// }
/// ```
///
/// What is one can be spoken of:
///
/// ```
/// use hufu::kernel::parts::{Contact, Part};
/// assert_eq!(<Contact as Part>::NAME, "contact");
/// ```
pub trait Part: sealed::Sealed + Serialize + DeserializeOwned + Send + 'static {
    /// The stored and policy name.
    const NAME: &'static str;
    /// How an entry says that it was opened masked.
    const MASKED: &'static str;
    /// How an entry says that it was opened in clear.
    const REVEALED: &'static str;
    /// Whether whoever may open it in clear gives a second factor at every login: a phone in the wrong hands is then not enough.
    const SECOND_FACTOR: bool;
    /// What may be shown without revealing.
    type Masked;

    /// Masks it. Only the vault calls this, on plaintext that stays inside.
    fn mask(&self) -> Self::Masked;
}
