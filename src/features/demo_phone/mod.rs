//! `GET /demo/phone`: the SMS messages that a demonstration did not send.
//!
//! It shows live codes to whoever asks: `app.rs` mounts it in demo mode only, and it answers 404 in any other.

mod events;
mod page;
mod permissions;

pub use permissions::{DemoPhoneRead, PERMISSIONS};

use std::sync::Arc;

use page::{DemoPhonePage, Message};

use crate::kernel::{
    audit::Event,
    authz::Grant,
    failure::Failure,
    feature::Feature,
    http::{Answer, Routes},
};

/// The feature's line in `app.rs`.
pub const FEATURE: Feature = Feature {
    name: "demo_phone",
    permissions: PERMISSIONS,
    routes,
    ..Feature::EMPTY
};

const NEWEST: usize = 50;

fn routes(routes: &mut Routes<'_>) {
    routes.get("/demo/phone", read);
}

async fn read(grant: Grant<DemoPhoneRead>) -> Result<Answer, Failure> {
    let kernel = grant.kernel().clone();
    let outbox = match kernel.sent_messages() {
        Some(outbox) if kernel.settings().demo => Arc::clone(outbox),
        _ => return Err(Failure::NotFound),
    };
    let receipt = grant.record(Event::new()).await?;
    let sent = tokio::task::spawn_blocking(move || outbox.recent(NEWEST))
        .await
        .map_err(|_| Failure::Internal("the message outbox was not read"))?
        .map_err(|error| {
            tracing::error!(%error, "the message outbox cannot be read");
            Failure::Unavailable("the message outbox")
        })?;
    let page = DemoPhonePage {
        shell: receipt.shell().await?.without_watermark(),
        messages: sent.into_iter().map(Message::from).collect(),
    };
    receipt.page(&page)
}
