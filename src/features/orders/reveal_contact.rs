//! How a traveller can be reached, as a revealing page shows it.

use super::{
    OrderRevealContact, events, model::RevealWords, page::RevealedValue, reveal::RevealsOne,
};
use crate::kernel::{audit::EventKind, parts::Contact, vault::Revealed};

impl RevealsOne for OrderRevealContact {
    type Opened = Contact;
    const WORDS: RevealWords = RevealWords {
        part: "orders.contact",
        reveal: "orders.reveal_contact",
        action: "reveal-contact",
        copied: "contact-copied",
    };
    const REVEALED: &'static EventKind = &events::CONTACT_REVEALED;
    const COPIED: &'static EventKind = &events::CONTACT_COPIED;

    fn values(contact: &Revealed<Contact>) -> Vec<RevealedValue<'_>> {
        vec![
            RevealedValue::shown("orders.phone", contact.show(|contact| &contact.phone)),
            RevealedValue::shown("orders.name", contact.show(|contact| &contact.name)),
            RevealedValue::shown("orders.email", contact.show(|contact| &contact.email)),
        ]
    }
}
