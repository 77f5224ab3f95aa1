//! Who and what a demonstration holds: made by its own generator, so that tests know every value.

use hufu::{
    base::clock::Timestamp,
    cli::demo::{people::SyntheticOrder, seed},
    features::import::rows::{OrderRow, TravellerRow},
};

use crate::harness::{ORDERS, TestApp};

/// The travellers and the orders, in the order of their numbers.
pub struct Seeded {
    pub travellers: Vec<TravellerRow>,
    pub orders: Vec<SyntheticOrder>,
}

impl Seeded {
    /// What a demonstration of this many orders holds that was seeded at `now`.
    pub fn new(orders: u32, now: Timestamp) -> Self {
        let people = seed::generator(orders, now);
        Self {
            travellers: people
                .travellers()
                .collect::<Result<_, _>>()
                .expect("travellers"),
            orders: people.orders().collect::<Result<_, _>>().expect("orders"),
        }
    }

    /// What a test application holds; its clock has not moved yet.
    pub fn of(app: &TestApp) -> Self {
        Self::new(ORDERS, app.now())
    }

    /// Whose order it is.
    pub fn traveller(&self, order: &OrderRow) -> &TravellerRow {
        self.travellers
            .iter()
            .find(|traveller| traveller.number == order.traveller_number)
            .expect("a traveller")
    }

    /// The orders of one traveller.
    pub fn orders_of(&self, traveller: &TravellerRow) -> Vec<&OrderRow> {
        let orders = self.orders.iter().map(|order| &order.order);
        orders
            .filter(|order| order.traveller_number == traveller.number)
            .collect()
    }
}

/// What is personal of a traveller, by kind.
pub fn personal(traveller: &TravellerRow) -> [(&'static str, String); 4] {
    [
        ("name", traveller.name.to_string()),
        ("phone", traveller.phone.expose().to_owned()),
        ("document", traveller.document.expose().to_owned()),
        ("e-mail", traveller.email.to_string()),
    ]
}
