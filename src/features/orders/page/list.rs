//! The list.

use askama::Template;

use crate::{
    features::orders::model::OrderSummary,
    i18n::key,
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
    pub order: OrderSummary,
    pub contact: Opened<MaskedContact>,
}

/// Who the list was narrowed to, as its chip says it.
pub(in crate::features::orders) fn narrowed_to(
    shell: &Shell,
    traveller: &Opened<MaskedContact>,
) -> String {
    match traveller {
        Opened::Open(contact) => format!("{} {}", contact.name, contact.phone),
        Opened::KeysUnavailable => "••••".to_owned(),
        Opened::Undecryptable => shell.t(key::SENSITIVE_BROKEN).to_owned(),
        Opened::Erased => shell.t(key::SENSITIVE_ERASED).to_owned(),
        Opened::Absent => shell.t(key::ORDERS_NONE).to_owned(),
    }
}
