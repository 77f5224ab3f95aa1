//! Which rows of a data set leave.

use serde::{Deserialize, Serialize};

use crate::{
    base::{
        clock::Timestamp,
        day::Day,
        travel::{OrderChannel, OrderStatus, PaymentMethod, PaymentStatus},
    },
    kernel::audit::Selection,
};

/// Which entries of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SelectedEntries {
    /// As they were selected on their list.
    pub selection: Selection,
    /// Numbered up to here: the newest when the export was asked for. The log goes on, what was approved does not.
    pub through: i64,
}

/// A filter; every field narrows, and those that the data set does not know are empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filter {
    /// Orders of this status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_status: Option<OrderStatus>,
    /// Orders of this channel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<OrderChannel>,
    /// Payments of this status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment_status: Option<PaymentStatus>,
    /// Payments by this method.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<PaymentMethod>,
    /// Made on this day in China or later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Day>,
    /// Made on this day in China or earlier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Day>,
    /// Entries of the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entries: Option<SelectedEntries>,
    /// Made before the export was asked for, so that what comes in later does not change what was approved.
    pub asked_at: Timestamp,
}

impl Filter {
    /// Every row made so far.
    pub fn everything(asked_at: Timestamp) -> Self {
        Self {
            order_status: None,
            channel: None,
            payment_status: None,
            method: None,
            from: None,
            to: None,
            entries: None,
            asked_at,
        }
    }

    /// Rows made at this moment or later.
    pub fn begin(&self) -> Option<Timestamp> {
        self.from.map(Day::start)
    }

    /// Rows made before this moment.
    pub fn end(&self) -> Timestamp {
        self.to
            .map_or(self.asked_at, |day| day.end().min(self.asked_at))
    }
}
