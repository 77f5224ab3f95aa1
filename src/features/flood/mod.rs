//! What the limiter before the guard refused: one entry a minute, so that a flood is known and cannot drown the log.
//!
//! Owns: the entry. Must not: decide who is refused; that is the kernel's.

use std::{sync::Arc, time::Duration};

use crate::{
    kernel::{
        Kernel,
        audit::{Event, EventKind, FactName},
        authz::Grant,
        failure::Failure,
        feature::Feature,
        jobs::{Found, Job},
    },
    permissions,
};

/// How many clients it came from.
const CLIENTS: FactName<i64> = FactName::number("clients");

const REFUSED: EventKind = EventKind::new("flood.refused").count().fact(CLIENTS);

permissions! {
    /// Enter what a flood was refused.
    FloodEnter = "flood":"enter" {
        events: [REFUSED],
    }
}

/// The room. It has no pages.
pub const FEATURE: Feature = Feature {
    name: "flood",
    permissions: PERMISSIONS,
    jobs: JOBS,
    ..Feature::EMPTY
};

/// What runs in the background.
const JOBS: &[Job] = &[Job {
    name: "flood",
    every: Duration::from_secs(60),
    run: |kernel| Box::pin(enter_refused(kernel)),
}];

/// Enters what was refused since the last time. What cannot be entered now is lost with its count: nothing was shown or
/// changed, and the process log says that the audit log is away.
async fn enter_refused(kernel: Arc<Kernel>) -> Result<Found, Failure> {
    let Some(refused) = kernel.flood().take() else {
        return Ok(Found::Nothing);
    };
    let event = Event::new()
        .count(refused.requests)
        .fact(CLIENTS, refused.clients);
    let grant = Grant::<FloodEnter>::system(&kernel).await?;
    drop(grant.deny(event).await?);
    // Not `Work`: the next look is a minute away, however long the flood lasts.
    Ok(Found::Nothing)
}
