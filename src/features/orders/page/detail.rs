//! One order.

use askama::Template;

use crate::{
    base::{document::DocumentKind, travel::PaymentStatus},
    features::orders::{
        PATH,
        model::{Order, OrderPayment},
    },
    i18n::key,
    kernel::{
        http::Shell,
        parts::{Itinerary, MaskedContact, MaskedIdentity},
        vault::{Opened, Revealed, Shown},
    },
};

/// `orders/detail.html`
#[derive(Template)]
#[template(path = "orders/detail.html")]
pub(in crate::features::orders) struct OrderDetailPage<'a> {
    pub shell: Shell,
    pub order: Order,
    pub contact: Opened<MaskedContact>,
    pub identity: Opened<MaskedIdentity>,
    pub itinerary: Opened<ItineraryView<'a>>,
    pub may_reveal_contact: bool,
    pub may_reveal_identity: bool,
}

impl OrderDetailPage<'_> {
    /// Where the form posts that reveals a part.
    fn reveal_path(&self, action: &str) -> String {
        format!("{PATH}/{}/{action}", self.order.summary.order_no)
    }

    /// Key of the name of the kind of document.
    fn document_kind(&self) -> &'static str {
        self.identity
            .part()
            .and_then(|identity| identity.kind.parse().ok())
            .map_or(key::ORDERS_NONE, DocumentKind::key)
    }
}

pub(in crate::features::orders) struct ItineraryView<'a> {
    pub destination: Shown<'a>,
    pub depart: Shown<'a>,
    pub return_day: Shown<'a>,
    pub hotel: Shown<'a>,
    pub remark: Shown<'a>,
}

impl<'a> ItineraryView<'a> {
    /// The fields of a revealed itinerary.
    pub fn new(itinerary: &'a Revealed<Itinerary>) -> Self {
        Self {
            destination: itinerary.show(|itinerary| &itinerary.destination),
            depart: itinerary.show(|itinerary| &itinerary.depart),
            return_day: itinerary.show(|itinerary| &itinerary.return_day),
            hotel: itinerary.show(|itinerary| &itinerary.hotel),
            remark: itinerary.show(|itinerary| &itinerary.remark),
        }
    }
}

impl OrderPayment {
    fn tone(&self) -> &'static str {
        match self.status {
            PaymentStatus::Waiting => "waiting",
            PaymentStatus::Success => "good",
            PaymentStatus::Closed | PaymentStatus::Refunded => "quiet",
        }
    }
}
