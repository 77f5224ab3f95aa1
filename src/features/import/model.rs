//! What the business store keeps of the rows of an import: no text that somebody typed about a person.

use super::rows::{OrderRow, PaymentRow};
use crate::base::{
    clock::Timestamp,
    ids::{OrderId, PaymentId, TravellerId},
    order_no::OrderNo,
};

/// What the business store keeps of a traveller.
pub struct StoredTraveller {
    pub(super) id: TravellerId,
    pub(super) created_at: Timestamp,
}

/// What the business store keeps of an order: the texts of the itinerary are empty here.
pub struct StoredOrder {
    pub(super) id: OrderId,
    pub(super) traveller: TravellerId,
    pub(super) row: OrderRow,
}

/// What a payment repeats of its order, so that finance never has to look at orders.
#[derive(Clone)]
pub struct OrderOfPayment {
    pub(super) id: OrderId,
    pub(super) order_no: OrderNo,
    pub(super) created_at: Timestamp,
}

/// A payment to be stored, with its order.
pub struct NewPayment {
    pub(super) id: PaymentId,
    pub(super) order: OrderOfPayment,
    pub(super) row: PaymentRow,
}
