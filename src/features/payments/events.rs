//! What is recorded about payments.

use crate::kernel::audit::{EventKind, FieldName, fields};

/// The way of paying that was asked for.
pub(super) const METHOD: FieldName<&'static str> = FieldName::code("method");
/// The status that was asked for.
pub(super) const STATUS: FieldName<&'static str> = FieldName::code("status");

pub(super) const LISTED: EventKind = EventKind::new("payment.listed")
    .resource(&["order"])
    .count()
    .field(STATUS)
    .field(METHOD)
    .field(fields::FROM)
    .field(fields::UNTIL)
    .field(fields::FILTERS)
    .field(fields::TOTAL);
pub(super) const VIEWED: EventKind = EventKind::new("payment.viewed").resource(&["payment"]);
