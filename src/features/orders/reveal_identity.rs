//! A traveller's identity document, as a revealing page shows it. Customer service never sees one.

use super::{
    OrderRevealIdentity, events, model::RevealWords, page::RevealedValue, reveal::RevealsOne,
};
use crate::{
    base::{document::DocumentKind, travel::Gender},
    kernel::{audit::EventKind, parts::Identity, vault::Revealed},
};

impl RevealsOne for OrderRevealIdentity {
    type Opened = Identity;
    const WORDS: RevealWords = RevealWords {
        part: "orders.identity",
        reveal: "orders.reveal_identity",
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
            RevealedValue::shown("orders.document_number", number),
            RevealedValue::shown("orders.birth_date", birth_date),
        ];
        // Sealed as their wire words; shown as people read them.
        values.extend(
            kind.as_str()
                .parse()
                .map(|kind: DocumentKind| RevealedValue::word("orders.document_kind", kind.key())),
        );
        values.extend(
            gender
                .as_str()
                .parse()
                .map(|gender: Gender| RevealedValue::word("orders.gender", gender.key())),
        );
        values
    }
}
