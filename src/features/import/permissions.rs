//! What an import may do: one permission a file, so that each entry says which data came in.

use super::events;
use crate::permissions;

permissions! {
    /// Bring in travellers: seal who they are and make them findable.
    ImportTravellers = "import":"travellers" {
        events: [events::STARTED, events::TRAVELLERS_STORED, events::FINISHED],
        seals: [Contact, Identity],
        finds: [TravellerPhone, Document],
        changes: ["travellers"]
    }
    /// Bring in orders: seal where people travel.
    ImportOrders = "import":"orders" {
        events: [events::STARTED, events::ORDERS_STORED, events::FINISHED],
        seals: [Itinerary],
        changes: ["orders"]
    }
    /// Bring in payments, in which nothing is personal.
    ImportPayments = "import":"payments" {
        events: [events::STARTED, events::PAYMENTS_STORED, events::FINISHED],
        changes: ["payments"]
    }
}
