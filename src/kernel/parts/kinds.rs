//! The kinds of personal data: the units that the policy speaks of and that are sealed as one blob each.

use serde::{Deserialize, Serialize};

use super::{Part, SecretText};
use crate::base::mask;

/// Name, phone, e-mail of a traveller or a member of staff.
#[derive(Debug, Serialize, Deserialize)]
pub struct Contact {
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

impl super::sealed::Sealed for Contact {}
impl Part for Contact {
    part_names!("contact", second_factor: false);
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

impl super::sealed::Sealed for Identity {}
impl Part for Identity {
    part_names!("identity", second_factor: true);
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
    pub destination: SecretText,
    /// `yyyy-mm-dd`
    pub depart: SecretText,
    /// `yyyy-mm-dd`
    pub return_day: SecretText,
    pub hotel: SecretText,
    pub remark: SecretText,
}

/// An itinerary as it may be shown to who may not read it: only that there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MaskedItinerary;

impl super::sealed::Sealed for Itinerary {}
impl Part for Itinerary {
    part_names!("itinerary", second_factor: false);
    type Masked = MaskedItinerary;

    fn mask(&self) -> MaskedItinerary {
        MaskedItinerary
    }
}

/// The passphrase of an export's archive, kept until it is shown once.
#[derive(Debug, Serialize, Deserialize)]
pub struct Passphrase {
    pub text: SecretText,
}

impl super::sealed::Sealed for Passphrase {}
impl Part for Passphrase {
    part_names!("passphrase", second_factor: true);
    type Masked = ();

    fn mask(&self) {}
}
