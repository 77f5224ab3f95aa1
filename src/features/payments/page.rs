//! What the templates of payments read.

use askama::Template;

use super::{
    PATH,
    filter::{PaymentFilter, PaymentQuery, PaymentSort, Typed},
    model::{Payment, Total, Totals},
};
use crate::{
    base::{
        day::Day,
        travel::{PaymentMethod, PaymentStatus},
    },
    kernel::http::{
        FieldErrors, Shell,
        listing::{Chip, ListAddress, Paging, SizeLink},
    },
};

/// `payments/list.html`
#[derive(Template)]
#[template(path = "payments/list.html")]
pub(super) struct PaymentListPage {
    shell: Shell,
    errors: FieldErrors,
    filter: PaymentFilter,
    typed: Typed,
    paging: Paging<PaymentSort>,
    address: ListAddress,
    /// Absent when the filters cannot be read.
    results: Option<Results>,
}

/// What was found.
pub(super) struct Results {
    /// The rows of the page.
    pub rows: Vec<Payment>,
    /// The totals of all that match, not only of the page.
    pub totals: Totals,
    /// Link to the page before.
    pub previous: Option<String>,
    /// Link to the page after.
    pub next: Option<String>,
}

impl PaymentListPage {
    /// The page for a query; without results when its filters cannot be read.
    pub fn new(shell: Shell, query: PaymentQuery, results: Option<Results>) -> Self {
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
        PaymentStatus::ALL
            .iter()
            .map(|status| (status.as_str(), self.shell.t(status.key())))
            .collect()
    }

    fn status(&self) -> &'static str {
        self.filter.status.map_or("", PaymentStatus::as_str)
    }

    fn methods(&self) -> Vec<(&'static str, &'static str)> {
        PaymentMethod::ALL
            .iter()
            .map(|method| (method.as_str(), self.shell.t(method.key())))
            .collect()
    }

    fn method(&self) -> &'static str {
        self.filter.method.map_or("", PaymentMethod::as_str)
    }

    fn sorts(&self) -> Vec<(&'static str, &'static str)> {
        PaymentSort::ALL
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
            PaymentSort::Newest => (self.sorted(PaymentSort::Oldest), "down"),
            PaymentSort::Oldest => (self.sorted(PaymentSort::Newest), "up"),
            _ => (self.sorted(PaymentSort::Newest), ""),
        }
    }

    fn sort_by_amount(&self) -> (String, &'static str) {
        match self.paging.sort {
            PaymentSort::Largest => (self.sorted(PaymentSort::Smallest), "down"),
            PaymentSort::Smallest => (self.sorted(PaymentSort::Largest), "up"),
            _ => (self.sorted(PaymentSort::Largest), ""),
        }
    }

    fn sorted(&self, sort: PaymentSort) -> String {
        self.address.with("sort", sort).to_string()
    }

    fn chips(&self) -> Vec<Chip> {
        let (shell, address) = (&self.shell, &self.address);
        let day = |name, key, day: Option<Day>| {
            day.map(|day| address.chip(name, shell.t(key), day.to_string()))
        };
        let chips = [
            self.filter.status.map(|status| {
                address.chip("status", shell.t("payments.status"), shell.t(status.key()))
            }),
            self.filter.method.map(|method| {
                address.chip("method", shell.t("payments.method"), shell.t(method.key()))
            }),
            day("from", "payments.from", self.filter.days.from),
            day("to", "payments.to", self.filter.days.to),
            self.filter.order_no.as_ref().map(|number| {
                address.chip("order_no", shell.t("payments.order_no"), number.to_string())
            }),
            self.filter.trade_no.as_ref().map(|number| {
                address.chip("trade_no", shell.t("payments.trade_no"), number.as_str())
            }),
        ];
        chips.into_iter().flatten().collect()
    }

    fn all(&self) -> &'static str {
        PATH
    }
}

/// `payments/detail.html`
#[derive(Template)]
#[template(path = "payments/detail.html")]
pub(super) struct PaymentDetailPage {
    pub shell: Shell,
    pub payment: Payment,
}

/// How a status looks.
fn tone(status: PaymentStatus) -> &'static str {
    match status {
        PaymentStatus::Waiting => "waiting",
        PaymentStatus::Success => "good",
        PaymentStatus::Closed | PaymentStatus::Refunded => "quiet",
    }
}

impl Payment {
    /// How its status looks.
    fn tone(&self) -> &'static str {
        tone(self.status)
    }
}

impl Total {
    /// How its status looks.
    fn tone(&self) -> &'static str {
        tone(self.status)
    }
}
