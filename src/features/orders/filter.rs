//! The URL of the list of orders.

use std::str::FromStr;

use super::{PATH, events};
use crate::{
    base::{
        ids::TravellerId,
        travel::{OrderChannel, OrderStatus},
        words::words,
    },
    kernel::{
        audit::{Event, facts},
        failure::Failure,
        http::{
            Fields,
            listing::{Complaint, DaySpan, ListAddress, ListQuery, Paging, Sorting},
        },
    },
};

words! {
    /// The orders that the list offers.
    OrderSort {
        /// By time of booking, the newest first.
        Newest = "created_desc", "orders.sort_newest";
        /// By time of booking, the oldest first.
        Oldest = "created_asc", "orders.sort_oldest";
        /// By amount, the largest first.
        Largest = "amount_desc", "orders.sort_largest";
        /// By amount, the smallest first.
        Smallest = "amount_asc", "orders.sort_smallest";
    }
}

impl Sorting for OrderSort {
    const USUAL: Self = Self::Newest;

    fn descending(self) -> bool {
        matches!(self, Self::Newest | Self::Largest)
    }
}

/// What to look for; every field narrows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct OrderFilter {
    pub status: Option<OrderStatus>,
    pub channel: Option<OrderChannel>,
    /// Days of booking.
    pub days: DaySpan,
    pub traveller: Option<TravellerId>,
}

/// A list's URL, read.
pub(super) struct OrderQuery {
    pub filter: OrderFilter,
    pub paging: Paging<OrderSort>,
    pub address: ListAddress,
    /// The days as they were typed, to be shown again.
    pub typed: (String, String),
    pub complaints: Vec<Complaint>,
}

/// The parameter that narrows to one traveller: an id, never a number that somebody typed.
pub(super) const TRAVELLER: &str = "traveller";
const STATUS: &str = "status";
const CHANNEL: &str = "channel";

impl OrderQuery {
    /// Reads the URL.
    ///
    /// # Errors
    /// [`Failure::BadRequest`] when it holds something that no page of ours offers.
    pub fn read(fields: &Fields) -> Result<Self, Failure> {
        let known = [STATUS, CHANNEL, DaySpan::FROM, DaySpan::TO, TRAVELLER];
        let query = ListQuery::read(fields, &known)?;
        let mut complaints = Vec::new();
        Ok(Self {
            filter: OrderFilter {
                status: query.value(STATUS)?,
                channel: query.value(CHANNEL)?,
                days: DaySpan::read(&query, &mut complaints),
                traveller: query.value(TRAVELLER)?,
            },
            paging: Paging::read(&query)?,
            address: query.address(PATH),
            typed: (
                query.shown_again(DaySpan::FROM),
                query.shown_again(DaySpan::TO),
            ),
            complaints,
        })
    }
}

impl OrderFilter {
    /// Whether it narrows at all.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Says in an entry what was looked for.
    pub fn describe(&self, mut event: Event) -> Event {
        if let Some(status) = self.status {
            event = event.fact(events::STATUS, status.as_str());
        }
        if let Some(channel) = self.channel {
            event = event.fact(events::CHANNEL, channel.as_str());
        }
        if let Some(start) = self.days.start() {
            event = event.fact(facts::FROM, start);
        }
        if let Some(end) = self.days.end() {
            event = event.fact(facts::UNTIL, end);
        }
        if let Some(traveller) = self.traveller {
            event = event.fact(events::TRAVELLER, traveller.uuid());
        }
        event
    }
}

/// What somebody typed into the search box.
pub(super) enum Wanted {
    /// An order number.
    Order(crate::base::order_no::OrderNo),
    /// A whole phone number.
    Phone(crate::base::phone::Phone),
}

impl Wanted {
    /// Reads it; `None` when it is neither.
    pub fn parse(text: &str) -> Option<Self> {
        FromStr::from_str(text)
            .map(Self::Order)
            .ok()
            .or_else(|| crate::base::phone::Phone::parse(text).map(Self::Phone).ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Result<OrderQuery, Failure> {
        OrderQuery::read(&serde_urlencoded::from_str(query).unwrap())
    }

    #[test]
    fn every_filter_is_read_and_kept_in_links() {
        let url =
            "status=paid&channel=wechat&from=2026-11-01&to=2026-11-22&sort=amount_desc&size=20";
        let query = read(url).unwrap();
        assert_eq!(query.filter.status, Some(OrderStatus::Paid));
        assert_eq!(query.paging.sort, OrderSort::Largest);
        assert!(query.complaints.is_empty());
        assert_eq!(query.address.to_string(), format!("/orders?{url}"));
        assert!(read("").unwrap().filter.is_empty());
    }

    #[test]
    fn a_phone_in_the_url_is_refused() {
        for url in ["q=14200001234", "traveller=14200001234", "status=paid%27"] {
            assert_eq!(read(url).err(), Some(Failure::BadRequest), "{url}");
        }
    }

    #[test]
    fn the_search_box_takes_a_number_of_an_order_or_a_whole_phone() {
        assert!(matches!(
            Wanted::parse(" hf202611220000017"),
            Some(Wanted::Order(_))
        ));
        assert!(matches!(
            Wanted::parse("142 0000 1234"),
            Some(Wanted::Phone(_))
        ));
        for text in ["", "1234", "张三", "HF2026", "14200001"] {
            assert!(Wanted::parse(text).is_none(), "{text}");
        }
    }
}
