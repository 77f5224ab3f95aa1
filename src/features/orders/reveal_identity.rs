//! A traveller's identity document, as a revealing page shows it. Customer service never sees one.

use super::{
    OrderRevealIdentity, events, model::RevealWords, page::RevealedValue, reveal::RevealsOne,
};
use crate::{
    base::{document::DocumentKind, travel::Gender},
    i18n::key,
    kernel::{audit::EventKind, parts::Identity, vault::Revealed},
};

impl RevealsOne for OrderRevealIdentity {
    type Opened = Identity;
    const WORDS: RevealWords = RevealWords {
        part: key::ORDERS_IDENTITY,
        reveal: key::ORDERS_REVEAL_IDENTITY,
        action: "reveal-identity",
        copied: "identity-copied",
    };
    const REVEALED: &'static EventKind = &events::IDENTITY_REVEALED;
    const COPIED: &'static EventKind = &events::IDENTITY_COPIED;

    fn values(identity: &Revealed<Identity>) -> Vec<RevealedValue<'_>> {
        let number = identity.show(|identity| &identity.number);
        let birth_date = identity.show(|identity| &identity.birth_date);
        let kind = identity.show(|identity| &identity.kind);
        let gender = identity.show(|identity| &identity.gender);
        let mut values = vec![
            RevealedValue::shown(key::ORDERS_DOCUMENT_NUMBER, number),
            RevealedValue::shown(key::ORDERS_BIRTH_DATE, birth_date),
        ];
        // Sealed as their wire words; shown as people read them.
        values.extend(
            kind.as_str().parse().map(|kind: DocumentKind| {
                RevealedValue::word(key::ORDERS_DOCUMENT_KIND, kind.key())
            }),
        );
        values.extend(
            gender
                .as_str()
                .parse()
                .map(|gender: Gender| RevealedValue::word(key::ORDERS_GENDER, gender.key())),
        );
        values
    }
}
