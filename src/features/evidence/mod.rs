//! Looks after the log as evidence in the background: checkpoints on a timer, sending them outside, verification, retention.
//!
//! Must not: read an entry. What each action is stands in the kernel.

use std::{sync::Arc, time::Duration};

use crate::kernel::{
    Kernel,
    authz::Grant,
    evidence::{
        EvidencePrune, PERMISSIONS, deliver, make_due, prunable, prune, unfinished, verify_due,
    },
    failure::Failure,
    feature::Feature,
    jobs::{Job, JobOutcome},
};

/// The feature's line in `app.rs`.
pub const FEATURE: Feature = Feature {
    name: "evidence",
    permissions: PERMISSIONS,
    jobs: JOBS,
    ..Feature::EMPTY
};

/// What runs in the background.
const JOBS: &[Job] = &[
    Job {
        name: "checkpoints",
        every: Duration::from_secs(60),
        run: |kernel| Box::pin(checkpoint(kernel)),
    },
    Job {
        name: "verification of the log",
        every: Duration::from_secs(5 * 60),
        run: |kernel| Box::pin(verify(kernel)),
    },
    Job {
        name: "retention of the log",
        every: Duration::from_secs(24 * 60 * 60),
        run: |kernel| Box::pin(retain(kernel)),
    },
];

async fn checkpoint(kernel: Arc<Kernel>) -> Result<JobOutcome, Failure> {
    make_due(&kernel, kernel.settings().evidence.checkpoint_age).await?;
    deliver(&kernel).await?;
    Ok(JobOutcome::Idle)
}

async fn verify(kernel: Arc<Kernel>) -> Result<JobOutcome, Failure> {
    // A log that was just begun has something to be held against. Where none may be signed, it is verified all the same.
    if let Err(error) = make_due(&kernel, kernel.settings().evidence.checkpoint_age).await {
        tracing::error!(%error, "no checkpoint could be made before verifying the log");
    }
    verify_due(&kernel, kernel.settings().evidence.verification_age).await?;
    Ok(JobOutcome::Idle)
}

async fn retain(kernel: Arc<Kernel>) -> Result<JobOutcome, Failure> {
    if unfinished(&kernel).await?.is_none() && prunable(&kernel).await?.is_none() {
        return Ok(JobOutcome::Idle);
    }
    let grant = Grant::<EvidencePrune>::system(&kernel).await?;
    let archive = kernel.settings().evidence.archive_directory.clone();
    let removed = prune(&grant, archive.as_deref()).await?;
    tracing::info!(
        removed,
        "entries past their retention were removed; their hashes stay"
    );
    Ok(JobOutcome::Idle)
}
