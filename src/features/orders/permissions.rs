//! What can be done with orders.

use super::events;

crate::permissions! {
    /// List and search orders, travellers masked.
    OrderList = "order":"list" {
        events: [events::LISTED, events::SEARCHED, events::SEARCH_MISSED, events::SEARCH_REFUSED],
        masks: [Contact],
        finds: [TravellerPhone],
    }
    /// Read one order with its itinerary, its traveller masked.
    OrderRead = "order":"read" {
        events: [events::VIEWED],
        masks: [Contact, Identity],
        reveals: [Itinerary],
    }
    /// Reveal how the traveller of an order can be reached, for a reason.
    OrderRevealContact = "order":"reveal_contact" {
        events: [events::CONTACT_REVEALED, events::CONTACT_COPIED, events::REVEAL_REFUSED],
        reveals: [Contact],
    }
    /// Reveal the identity document of the traveller of an order, for a reason.
    OrderRevealIdentity = "order":"reveal_identity" {
        events: [events::IDENTITY_REVEALED, events::IDENTITY_COPIED, events::REVEAL_REFUSED],
        reveals: [Identity],
    }
}
