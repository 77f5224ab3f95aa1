//! What can be done with orders.

crate::permissions! {
    /// List and search orders, travellers masked.
    OrderList = "order":"list" {
        events: ["order.listed", "order.searched", "order.search_missed", "order.search_refused"],
        masks: [Contact],
        finds: [TravellerPhone],
    }
    /// Read one order with its itinerary, its traveller masked.
    OrderRead = "order":"read" {
        events: ["order.viewed"],
        masks: [Contact, Identity],
        reveals: [Itinerary],
    }
    /// Reveal how the traveller of an order can be reached, for a reason.
    OrderRevealContact = "order":"reveal_contact" {
        events: ["order.contact_revealed", "order.contact_copied", "order.reveal_refused"],
        reveals: [Contact],
    }
    /// Reveal the identity document of the traveller of an order, for a reason.
    OrderRevealIdentity = "order":"reveal_identity" {
        events: ["order.identity_revealed", "order.identity_copied", "order.reveal_refused"],
        reveals: [Identity],
    }
}
