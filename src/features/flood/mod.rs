//! What the limiter before the guard refused: one entry a minute, so that a flood is known and cannot drown the log.
//!
//! Owns: the entry. Must not: decide who is refused; that is the kernel's.

use std::{sync::Arc, time::Duration};

use crate::{
    kernel::{
        Kernel,
        audit::{Event, EventKind, FieldName},
        authz::Grant,
        failure::Failure,
        feature::Feature,
        jobs::{Job, JobOutcome},
    },
    permissions,
};

/// How many clients it came from.
const CLIENTS: FieldName<i64> = FieldName::number("clients");

const REFUSED: EventKind = EventKind::new("flood.refused").count().field(CLIENTS);

permissions! {
    /// Enter what a flood was refused.
    FloodRecord = "flood":"record" {
        events: [REFUSED],
    }
}

/// The feature. It has no pages.
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
    run: |kernel| Box::pin(record_refused(kernel)),
}];

/// Records what was refused since the last time. What cannot be recorded now is lost with its count: nothing was shown or
/// changed, and the process log says that the audit log is away.
async fn record_refused(kernel: Arc<Kernel>) -> Result<JobOutcome, Failure> {
    let Some(refused) = kernel.flood().take() else {
        return Ok(JobOutcome::Idle);
    };
    let event = Event::new()
        .count(refused.requests)
        .field(CLIENTS, refused.clients);
    let grant = Grant::<FloodRecord>::system(&kernel).await?;
    drop(grant.deny(event).await?);
    // Not `Work`: the next look is a minute away, however long the flood lasts.
    Ok(JobOutcome::Idle)
}
