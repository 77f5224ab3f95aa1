//! What the templates of orders read.

use askama::Template;

use super::{
    PATH,
    filter::{OrderFilter, OrderQuery, OrderSort},
    model::{Order, OrderPayment, OrderSummary},
    reveal::RevealWords,
};
use crate::{
    base::{
        day::Day,
        document::DocumentKind,
        order_no::OrderNo,
        reason::{Reason, ReasonError},
        travel::{OrderChannel, OrderStatus, PaymentStatus},
    },
    kernel::{
        http::{
            FieldErrors, Shell,
            listing::{Chip, ListAddress, Paging, SizeLink},
        },
        vault::{Itinerary, MaskedContact, MaskedIdentity, Revealed, Shown},
    },
};

/// `orders/list.html`
#[derive(Template)]
#[template(path = "orders/list.html")]
pub(super) struct OrderListPage {
    shell: Shell,
    errors: FieldErrors,
    filter: OrderFilter,
    typed: (String, String),
    paging: Paging<OrderSort>,
    address: ListAddress,
    /// Absent when the filters cannot be read.
    results: Option<Results>,
}

/// What was found.
pub(super) struct Results {
    /// The rows of the page.
    pub rows: Vec<OrderRow>,
    /// How many orders match in all.
    pub total: i64,
    /// The traveller the list was narrowed to.
    pub traveller: Option<MaskedContact>,
    /// Link to the page before.
    pub previous: Option<String>,
    /// Link to the page after.
    pub next: Option<String>,
}

/// A row with its traveller.
pub(super) struct OrderRow {
    /// The order.
    pub order: OrderSummary,
    /// The traveller, masked; absent when erased.
    pub contact: Option<MaskedContact>,
}

impl OrderListPage {
    /// The page for a query; without results when its filters cannot be read.
    pub fn new(shell: Shell, query: OrderQuery, results: Option<Results>) -> Self {
        Self {
            errors: shell.complaints(&query.complaints),
            shell,
            filter: query.filter,
            typed: query.typed,
            paging: query.paging,
            address: query.address,
            results,
        }
    }

    fn statuses(&self) -> Vec<(&'static str, &'static str)> {
        OrderStatus::ALL
            .iter()
            .map(|status| (status.as_str(), self.shell.t(status.key())))
            .collect()
    }

    fn status(&self) -> &'static str {
        self.filter.status.map_or("", OrderStatus::as_str)
    }

    fn channels(&self) -> Vec<(&'static str, &'static str)> {
        OrderChannel::ALL
            .iter()
            .map(|channel| (channel.as_str(), self.shell.t(channel.key())))
            .collect()
    }

    fn channel(&self) -> &'static str {
        self.filter.channel.map_or("", OrderChannel::as_str)
    }

    fn sorts(&self) -> Vec<(&'static str, &'static str)> {
        OrderSort::ALL
            .iter()
            .map(|sort| (sort.as_str(), self.shell.t(sort.key())))
            .collect()
    }

    fn sort(&self) -> &'static str {
        self.paging.sort.as_str()
    }

    fn sizes(&self) -> Vec<SizeLink> {
        self.address.sizes(&self.paging)
    }

    fn sort_by_time(&self) -> (String, &'static str) {
        match self.paging.sort {
            OrderSort::Newest => (self.sorted(OrderSort::Oldest), "down"),
            OrderSort::Oldest => (self.sorted(OrderSort::Newest), "up"),
            _ => (self.sorted(OrderSort::Newest), ""),
        }
    }

    fn sort_by_amount(&self) -> (String, &'static str) {
        match self.paging.sort {
            OrderSort::Largest => (self.sorted(OrderSort::Smallest), "down"),
            OrderSort::Smallest => (self.sorted(OrderSort::Largest), "up"),
            _ => (self.sorted(OrderSort::Largest), ""),
        }
    }

    fn sorted(&self, sort: OrderSort) -> String {
        self.address.with("sort", sort).to_string()
    }

    fn chips(&self, traveller: Option<&MaskedContact>) -> Vec<Chip> {
        let (shell, address) = (&self.shell, &self.address);
        let day = |name, key, day: Option<Day>| {
            day.map(|day| address.chip(name, shell.t(key), day.to_string()))
        };
        let chips = [
            self.filter.status.map(|status| {
                address.chip("status", shell.t("orders.status"), shell.t(status.key()))
            }),
            self.filter.channel.map(|channel| {
                address.chip("channel", shell.t("orders.channel"), shell.t(channel.key()))
            }),
            day("from", "orders.from", self.filter.days.from),
            day("to", "orders.to", self.filter.days.to),
            self.filter.traveller.map(|_| {
                let who = traveller.map_or_else(
                    || shell.t("sensitive.erased").to_owned(),
                    |contact| format!("{} {}", contact.name, contact.phone),
                );
                address.chip("traveller", shell.t("orders.traveller"), who)
            }),
        ];
        chips.into_iter().flatten().collect()
    }

    fn all(&self) -> &'static str {
        PATH
    }
}

/// `orders/search.html`: nothing to go to.
#[derive(Template)]
#[template(path = "orders/search.html")]
pub(super) struct SearchPage {
    pub shell: Shell,
    pub errors: FieldErrors,
    pub typed: String,
    pub found: SearchFound,
}

/// What a search came to when there is nothing to go to.
pub(super) enum SearchFound {
    /// No order has this number.
    NoOrder(OrderNo),
    /// No traveller has the phone number, which is not repeated.
    NoTraveller,
    /// It is neither kind of number.
    Unclear,
}

/// `orders/detail.html`
#[derive(Template)]
#[template(path = "orders/detail.html")]
pub(super) struct OrderDetailPage<'a> {
    pub shell: Shell,
    pub order: Order,
    pub contact: Option<MaskedContact>,
    pub identity: Option<MaskedIdentity>,
    pub itinerary: Option<ItineraryView<'a>>,
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
            .as_ref()
            .and_then(|identity| identity.kind.parse().ok())
            .map_or("orders.document_number", DocumentKind::key)
    }
}

/// An itinerary in clear.
pub(super) struct ItineraryView<'a> {
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

/// `orders/reveal.html`: the reason cannot be accepted.
#[derive(Template)]
#[template(path = "orders/reveal.html")]
pub(super) struct RevealPage {
    shell: Shell,
    errors: FieldErrors,
    order_no: OrderNo,
    words: RevealWords,
    typed: String,
}

impl RevealPage {
    /// The form again, with what was typed and what is wrong with it.
    pub fn refused(
        shell: Shell,
        order_no: OrderNo,
        words: RevealWords,
        typed: &str,
        error: ReasonError,
    ) -> Self {
        let mut errors = FieldErrors::default();
        let text = shell
            .fill(error.key(), "min", Reason::MIN)
            .replace("{max}", &Reason::MAX.to_string());
        errors.add("reason", text);
        Self {
            shell,
            errors,
            order_no,
            words,
            typed: typed.to_owned(),
        }
    }
}

/// `orders/revealed.html`: the values, once.
#[derive(Template)]
#[template(path = "orders/revealed.html")]
pub(super) struct RevealedPage<'a> {
    pub shell: Shell,
    pub order_no: OrderNo,
    pub words: RevealWords,
    /// Nothing when the traveller is erased.
    pub values: Vec<RevealedValue<'a>>,
}

impl RevealedPage<'_> {
    /// Where the form posts that says a value is copied.
    fn copied_path(&self) -> String {
        format!("{PATH}/{}/{}", self.order_no, self.words.copied)
    }
}

/// One value of a revealed part.
pub(super) struct RevealedValue<'a> {
    /// Key of its name.
    pub label: &'static str,
    shown: Option<Shown<'a>>,
    word: &'static str,
}

impl<'a> RevealedValue<'a> {
    /// A value as it was sealed.
    pub fn shown(label: &'static str, value: Shown<'a>) -> Self {
        Self {
            label,
            shown: Some(value).filter(|value| !value.is_empty()),
            word: "orders.none",
        }
    }

    /// A value of which there is a word in the reader's language.
    pub fn word(label: &'static str, word: &'static str) -> Self {
        Self {
            label,
            shown: None,
            word,
        }
    }

    /// The text to show.
    fn text<'b>(&'b self, shell: &Shell) -> &'b str {
        match &self.shown {
            Some(shown) => shown.as_str(),
            None => shell.t(self.word),
        }
    }
}

impl OrderSummary {
    /// How its status looks.
    fn tone(&self) -> &'static str {
        match self.status {
            OrderStatus::Pending | OrderStatus::Refunding => "waiting",
            OrderStatus::Paid | OrderStatus::Confirmed => "good",
            OrderStatus::Travelling => "going",
            OrderStatus::Completed | OrderStatus::Cancelled | OrderStatus::Refunded => "quiet",
        }
    }
}

impl OrderPayment {
    /// How its status looks.
    fn tone(&self) -> &'static str {
        match self.status {
            PaymentStatus::Waiting => "waiting",
            PaymentStatus::Success => "good",
            PaymentStatus::Closed | PaymentStatus::Refunded => "quiet",
        }
    }
}
