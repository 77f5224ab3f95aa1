//! What can be done with payments. None of it opens a part of the vault.

crate::permissions! {
    /// List payments and add them up.
    PaymentList = "payment":"list" { events: ["payment.listed"] }
    /// Read one payment.
    PaymentRead = "payment":"read" { events: ["payment.viewed"] }
}
