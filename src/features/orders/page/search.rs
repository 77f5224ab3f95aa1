//! The search that leads nowhere.

use askama::Template;

use crate::{
    base::order_no::OrderNo,
    i18n::key,
    kernel::http::{FieldErrors, Shell},
};

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
