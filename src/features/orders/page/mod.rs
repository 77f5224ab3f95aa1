//! What the templates of orders read.

mod detail;
mod list;
mod reveal;
mod search;

pub(super) use detail::{ItineraryView, OrderDetailPage};
pub(super) use list::{OrderListPage, OrderRow, narrowed_to};
pub(super) use reveal::{RevealPage, RevealedPage, RevealedValue};
pub(super) use search::{SearchFound, SearchPage};

use super::model::OrderSummary;
use crate::base::travel::OrderStatus;

impl OrderSummary {
    fn tone(&self) -> &'static str {
        match self.status {
            OrderStatus::Pending | OrderStatus::Refunding => "waiting",
            OrderStatus::Paid | OrderStatus::Confirmed => "good",
            OrderStatus::Travelling => "going",
            OrderStatus::Completed | OrderStatus::Cancelled | OrderStatus::Refunded => "quiet",
        }
    }
}
