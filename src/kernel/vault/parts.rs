//! The parts of personal data: the units that the policy speaks of and that are sealed as one blob each.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use zeroize::Zeroize;

use crate::base::mask;

/// Text that is wiped on drop and cannot be printed: not `Display`, and `Debug` says `[sealed]`.
///
/// ```compile_fail
/// fn print(text: &hufu::kernel::vault::SecretText) -> String {
///     text.to_string()
/// }
/// ```
///
/// Nor can it be copied:
///
/// ```compile_fail
/// fn copy(text: &hufu::kernel::vault::SecretText) -> hufu::kernel::vault::SecretText {
///     text.clone()
/// }
/// ```
///
/// ```
/// fn look(text: &hufu::kernel::vault::SecretText) -> bool {
///     text.is_empty()
/// }
/// ```
#[derive(Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SecretText(String);

impl SecretText {
    /// Takes over `text`.
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The text itself; only the vault and the code that fills a part may look.
    pub(in crate::kernel) fn expose(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<String> for SecretText {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl std::fmt::Debug for SecretText {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("[sealed]")
    }
}

impl Drop for SecretText {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// One unit of personal data.
pub trait Part: Serialize + DeserializeOwned + Send + 'static {
    /// The stored and policy name.
    const NAME: &'static str;
    /// How an entry says that it was opened masked.
    const MASKED: &'static str;
    /// How an entry says that it was opened in clear.
    const REVEALED: &'static str;
    /// What may be shown without revealing.
    type Masked;

    /// Masks it. Only the vault calls this, on plaintext that stays inside.
    fn mask(&self) -> Self::Masked;
}

macro_rules! part_names {
    ($name:literal) => {
        const NAME: &'static str = $name;
        const MASKED: &'static str = concat!($name, ":masked");
        const REVEALED: &'static str = concat!($name, ":revealed");
    };
}

/// Name, phone, e-mail of a traveller or a member of staff.
#[derive(Debug, Serialize, Deserialize)]
pub struct Contact {
    /// Full name.
    pub name: SecretText,
    /// Mainland mobile number, 11 digits.
    pub phone: SecretText,
    /// E-mail address; may be empty.
    pub email: SecretText,
}

/// A contact as it may be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MaskedContact {
    /// `张*`
    pub name: String,
    /// `138****1234`
    pub phone: String,
    /// `t***@example.com`
    pub email: String,
}

impl Part for Contact {
    part_names!("contact");
    type Masked = MaskedContact;

    fn mask(&self) -> MaskedContact {
        MaskedContact {
            name: mask::name(self.name.expose()),
            phone: mask::phone(self.phone.expose()),
            email: mask::email(self.email.expose()),
        }
    }
}

/// Identity document, birth date and gender of a traveller.
#[derive(Debug, Serialize, Deserialize)]
pub struct Identity {
    /// Wire name of the kind of document, for example `idcard`.
    pub kind: SecretText,
    /// Its number.
    pub number: SecretText,
    /// `yyyy-mm-dd`
    pub birth_date: SecretText,
    /// `M` or `F`
    pub gender: SecretText,
}

/// An identity as it may be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MaskedIdentity {
    /// Wire name of the kind of document.
    pub kind: String,
    /// `110***********1234`
    pub number: String,
    /// `1990-**-**`
    pub birth_date: String,
}

impl Part for Identity {
    part_names!("identity");
    type Masked = MaskedIdentity;

    fn mask(&self) -> MaskedIdentity {
        MaskedIdentity {
            kind: self.kind.expose().to_owned(),
            number: mask::document(self.number.expose()),
            birth_date: mask::birth_date(self.birth_date.expose()),
        }
    }
}

/// Where a traveller goes, when, and what they asked for: one for each order.
#[derive(Debug, Serialize, Deserialize)]
pub struct Itinerary {
    /// Destination.
    pub destination: SecretText,
    /// `yyyy-mm-dd`
    pub depart: SecretText,
    /// `yyyy-mm-dd`
    pub return_day: SecretText,
    /// Hotel; may be empty.
    pub hotel: SecretText,
    /// Remarks; may be empty.
    pub remark: SecretText,
}

/// An itinerary as it may be shown to who may not read it: only that there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MaskedItinerary;

impl Part for Itinerary {
    part_names!("itinerary");
    type Masked = MaskedItinerary;

    fn mask(&self) -> MaskedItinerary {
        MaskedItinerary
    }
}

/// The passphrase of an export's archive, kept until it is shown once.
#[derive(Debug, Serialize, Deserialize)]
pub struct Passphrase {
    /// The passphrase.
    pub text: SecretText,
}

impl Part for Passphrase {
    part_names!("passphrase");
    type Masked = ();

    fn mask(&self) {}
}
