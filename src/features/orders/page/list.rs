//! The list and the search that leads nowhere.

use askama::Template;

use crate::{
    base::{
        day::Day,
        order_no::OrderNo,
        travel::{OrderChannel, OrderStatus},
    },
    features::orders::{
        PATH,
        filter::{OrderFilter, OrderQuery, OrderSort},
        model::OrderSummary,
    },
    kernel::{
        http::{
            FieldErrors, Shell,
            listing::{Chip, ListAddress, Paging, SizeLink},
        },
        parts::MaskedContact,
        vault::Opened,
    },
};

/// `orders/list.html`
#[derive(Template)]
#[template(path = "orders/list.html")]
pub(in crate::features::orders) struct OrderListPage {
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
pub(in crate::features::orders) struct Results {
    /// The rows of the page.
    pub rows: Vec<OrderRow>,
    /// How many orders match in all.
    pub total: i64,
    /// The traveller the list was narrowed to.
    pub traveller: Option<Opened<MaskedContact>>,
    /// Link to the page before.
    pub previous: Option<String>,
    /// Link to the page after.
    pub next: Option<String>,
}

/// A row with its traveller.
pub(in crate::features::orders) struct OrderRow {
    /// The order.
    pub order: OrderSummary,
    /// The traveller, masked.
    pub contact: Opened<MaskedContact>,
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

    fn chips(&self, traveller: Option<&Opened<MaskedContact>>) -> Vec<Chip> {
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
                let who = match traveller {
                    Some(Opened::Open(contact)) => format!("{} {}", contact.name, contact.phone),
                    Some(Opened::Away) => "••••".to_owned(),
                    Some(Opened::Broken) => shell.t("sensitive.broken").to_owned(),
                    Some(Opened::Erased) => shell.t("sensitive.erased").to_owned(),
                    Some(Opened::Nothing) | None => shell.t("orders.none").to_owned(),
                };
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
pub(in crate::features::orders) struct SearchPage {
    pub shell: Shell,
    pub errors: FieldErrors,
    pub typed: String,
    pub found: SearchFound,
}

/// What a search came to when there is nothing to go to.
pub(in crate::features::orders) enum SearchFound {
    /// No order has this number.
    NoOrder(OrderNo),
    /// No traveller has the phone number, which is not repeated.
    NoTraveller,
    /// Too many searches by phone found nobody; what to do instead.
    Capped(String),
    /// It is neither kind of number.
    Unclear,
}
