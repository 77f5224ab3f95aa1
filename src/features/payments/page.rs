//! What the templates of payments read.

use askama::Template;

use super::model::{Payment, Total};
use crate::i18n::key;
use crate::{base::travel::PaymentStatus, kernel::http::Shell};

/// `payments/detail.html`
#[derive(Template)]
#[template(path = "payments/detail.html")]
pub(super) struct PaymentDetailPage {
    pub shell: Shell,
    pub payment: Payment,
}

fn tone(status: PaymentStatus) -> &'static str {
    match status {
        PaymentStatus::Waiting => "waiting",
        PaymentStatus::Success => "good",
        PaymentStatus::Closed | PaymentStatus::Refunded => "quiet",
    }
}

impl Payment {
    pub fn tone(&self) -> &'static str {
        tone(self.status)
    }
}

impl Total {
    pub fn tone(&self) -> &'static str {
        tone(self.status)
    }
}
