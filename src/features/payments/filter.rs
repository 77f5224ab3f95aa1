//! The URL of the list of payments.

use std::str::FromStr;

use super::{PATH, events};
use crate::{
    base::{
        order_no::OrderNo,
        phone::Phone,
        travel::{PaymentMethod, PaymentStatus},
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
    PaymentSort {
        /// By time of creation, the newest first.
        Newest = "created_desc", "payments.sort_newest";
        /// By time of creation, the oldest first.
        Oldest = "created_asc", "payments.sort_oldest";
        /// By amount, the largest first.
        Largest = "amount_desc", "payments.sort_largest";
        /// By amount, the smallest first.
        Smallest = "amount_asc", "payments.sort_smallest";
    }
}

impl Sorting for PaymentSort {
    const USUAL: Self = Self::Newest;

    fn descending(self) -> bool {
        matches!(self, Self::Newest | Self::Largest)
    }
}

/// What to look for; every field narrows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct PaymentFilter {
    pub status: Option<PaymentStatus>,
    pub method: Option<PaymentMethod>,
    /// Days of creation.
    pub days: DaySpan,
    pub order_no: Option<OrderNo>,
    pub trade_no: Option<TradeNo>,
}

/// The payment service's number of a trade, whole: what statements of WeChat and Alipay name payments by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TradeNo(String);

/// Not a trade number; what was typed is not repeated.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NoTradeNo;

impl TradeNo {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for TradeNo {
    type Err = NoTradeNo;

    /// As the import takes them: 1 to 64 letters, digits, `-` and `_`; and no phone number, which people mistype here.
    fn from_str(text: &str) -> Result<Self, NoTradeNo> {
        let text = text.trim();
        let shaped = (1..=64).contains(&text.len())
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        if shaped && Phone::parse(text).is_err() {
            Ok(Self(text.to_owned()))
        } else {
            Err(NoTradeNo)
        }
    }
}

/// A list's URL, read.
pub(super) struct PaymentQuery {
    pub filter: PaymentFilter,
    pub paging: Paging<PaymentSort>,
    pub address: ListAddress,
    /// What was typed, to be shown again.
    pub typed: Typed,
    pub complaints: Vec<Complaint>,
}

/// The fields that people type, as they typed them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Typed {
    pub from: String,
    pub to: String,
    pub order_no: String,
    pub trade_no: String,
}

const STATUS: &str = "status";
const METHOD: &str = "method";
const ORDER_NO: &str = "order_no";
const TRADE_NO: &str = "trade_no";

impl PaymentQuery {
    /// Reads the URL.
    ///
    /// # Errors
    /// [`Failure::BadRequest`] when it holds something that no page of ours offers.
    pub fn read(fields: &Fields) -> Result<Self, Failure> {
        let known = [
            STATUS,
            METHOD,
            DaySpan::FROM,
            DaySpan::TO,
            ORDER_NO,
            TRADE_NO,
        ];
        let query = ListQuery::read(fields, &known)?;
        let mut complaints = Vec::new();
        Ok(Self {
            filter: PaymentFilter {
                status: query.value(STATUS)?,
                method: query.value(METHOD)?,
                days: DaySpan::read(&query, &mut complaints),
                order_no: query.typed(ORDER_NO, "order_no.malformed", &mut complaints),
                trade_no: query.typed(TRADE_NO, "payments.trade_no_malformed", &mut complaints),
            },
            paging: Paging::read(&query)?,
            address: query.address(PATH),
            typed: Typed {
                from: query.shown_again(DaySpan::FROM),
                to: query.shown_again(DaySpan::TO),
                order_no: query.shown_again(ORDER_NO),
                trade_no: query.shown_again(TRADE_NO),
            },
            complaints,
        })
    }
}

impl PaymentFilter {
    /// Whether it narrows at all.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Says in an entry what was looked for.
    pub fn describe(&self, mut event: Event) -> Event {
        if let Some(status) = self.status {
            event = event.fact(events::STATUS, status.as_str());
        }
        if let Some(method) = self.method {
            event = event.fact(events::METHOD, method.as_str());
        }
        if let Some(start) = self.days.start() {
            event = event.fact(facts::FROM, start);
        }
        if let Some(end) = self.days.end() {
            event = event.fact(facts::UNTIL, end);
        }
        // A trade number names no record of ours: the entry says that one was looked for, not which.
        if self.trade_no.is_some() {
            event = event.fact(facts::FILTERS, vec![TRADE_NO]);
        }
        if let Some(number) = &self.order_no {
            event = event.about("order", number);
        }
        event
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Result<PaymentQuery, Failure> {
        PaymentQuery::read(&serde_urlencoded::from_str(query).unwrap())
    }

    #[test]
    fn every_filter_is_read() {
        let query = read("status=success&method=wechat&order_no=HF202611220000017").unwrap();
        assert_eq!(query.filter.method, Some(PaymentMethod::Wechat));
        assert!(query.filter.order_no.is_some());
        assert!(query.complaints.is_empty());
    }

    #[test]
    fn a_phone_in_place_of_an_order_number_is_neither_taken_nor_repeated() {
        let query = read("order_no=14200001234").unwrap();
        assert_eq!(query.complaints[0].key, "order_no.malformed");
        assert_eq!(query.typed, Typed::default());
        assert_eq!(read("order_no=HF12").unwrap().typed.order_no, "HF12");
        let query = read("trade_no=14200001234").unwrap();
        assert_eq!(query.complaints[0].key, "payments.trade_no_malformed");
        assert_eq!(query.typed, Typed::default());
        assert!(read("trade_no=4200%201").unwrap().filter.trade_no.is_none());
        assert_eq!(read("traveller=1").err(), Some(Failure::BadRequest));
    }
}
