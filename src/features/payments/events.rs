//! What is entered about payments.

use crate::kernel::audit::{EventKind, FactName, facts};

/// The way of paying that was asked for.
pub(super) const METHOD: FactName<&'static str> = FactName::word("method");
/// The status that was asked for.
pub(super) const STATUS: FactName<&'static str> = FactName::word("status");

pub(super) const LISTED: EventKind = EventKind::new("payment.listed")
    .about(&["order"])
    .count()
    .fact(STATUS)
    .fact(METHOD)
    .fact(facts::FROM)
    .fact(facts::UNTIL)
    .fact(facts::FILTERS)
    .fact(facts::TOTAL);
pub(super) const VIEWED: EventKind = EventKind::new("payment.viewed").about(&["payment"]);
