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

/// One unit of personal data.
pub trait Part: Serialize + DeserializeOwned + Send + 'static {
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
