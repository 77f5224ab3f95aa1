//! What can be done with payments. None of it opens a part of the vault.

use super::events;

crate::permissions! {
    /// List payments and add them up.
    PaymentList = "payment":"list" { events: [events::LISTED] }
    /// Read one payment.
    PaymentRead = "payment":"read" { events: [events::VIEWED] }
}
