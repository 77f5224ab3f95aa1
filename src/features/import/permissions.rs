//! What an import may do: one permission a file, so that each entry says which data came in.

use crate::permissions;

permissions! {
    /// Bring in travellers: seal who they are and make them findable.
    ImportTravellers = "import":"travellers" {
        events: ["import.started", "import.travellers_stored", "import.finished"],
        seals: [Contact, Identity],
        finds: [TravellerPhone, Document],
        changes: ["travellers"]
    }
    /// Bring in orders: seal where people travel.
    ImportOrders = "import":"orders" {
        events: ["import.started", "import.orders_stored", "import.finished"],
        seals: [Itinerary],
        changes: ["orders"]
    }
    /// Bring in payments, in which nothing is personal.
    ImportPayments = "import":"payments" {
        events: ["import.started", "import.payments_stored", "import.finished"],
        changes: ["payments"]
    }
}
