//! The list.

use askama::Template;

use crate::{
    features::orders::model::OrderSummary,
    kernel::{
        http::{Shell, listing::ListView},
        parts::MaskedContact,
        vault::Opened,
    },
};

/// `orders/list.html`
#[derive(Template)]
#[template(path = "orders/list.html")]
pub(in crate::features::orders) struct OrderListPage {
    pub shell: Shell,
    pub list: ListView,
    pub rows: Vec<OrderRow>,
}

/// A row with its traveller.
pub(in crate::features::orders) struct OrderRow {
    /// The order.
    pub order: OrderSummary,
    /// The traveller, masked.
    pub contact: Opened<MaskedContact>,
}

/// Who the list was narrowed to, as its chip says it.
pub(in crate::features::orders) fn narrowed_to(
    shell: &Shell,
    traveller: &Opened<MaskedContact>,
) -> String {
    match traveller {
        Opened::Open(contact) => format!("{} {}", contact.name, contact.phone),
        Opened::Away => "••••".to_owned(),
        Opened::Broken => shell.t("sensitive.broken").to_owned(),
        Opened::Erased => shell.t("sensitive.erased").to_owned(),
        Opened::Nothing => shell.t("orders.none").to_owned(),
    }
}
