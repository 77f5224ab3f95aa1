//! How a traveller can be reached, as a revealing page shows it.

use super::{
    OrderRevealContact, events, model::RevealWords, page::RevealedValue, reveal::RevealsOne,
};
use crate::i18n::key;
use crate::kernel::{audit::EventKind, parts::Contact, vault::Revealed};

impl RevealsOne for OrderRevealContact {
    type Opened = Contact;
    const WORDS: RevealWords = RevealWords {
        part: key::ORDERS_CONTACT,
        reveal: key::ORDERS_REVEAL_CONTACT,
        action: "reveal-contact",
        copied: "contact-copied",
    };
    const REVEALED: &'static EventKind = &events::CONTACT_REVEALED;
    const COPIED: &'static EventKind = &events::CONTACT_COPIED;

    fn values(contact: &Revealed<Contact>) -> Vec<RevealedValue<'_>> {
        vec![
            RevealedValue::shown(key::ORDERS_PHONE, contact.show(|contact| &contact.phone)),
            RevealedValue::shown(key::ORDERS_NAME, contact.show(|contact| &contact.name)),
            RevealedValue::shown(key::ORDERS_EMAIL, contact.show(|contact| &contact.email)),
        ]
    }
}
