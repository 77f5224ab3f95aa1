//! What looks after keys in the background: asking the key service again, going on with rotations, finishing erasures.

use std::{sync::Arc, time::Duration};

use super::{KeysCheck, KeysTurn, TravellerSweep, events, rotating::turn_next};
use crate::kernel::{
    Kernel,
    audit::Event,
    authz::Grant,
    failure::Failure,
    jobs::{Job, JobOutcome},
    vault::KeyServiceState,
};

pub const JOBS: &[Job] = &[
    Job {
        name: "key check",
        // How soon an outage ends after the key service is back; how long keys are used is `keys.recheck_minutes`.
        every: Duration::from_secs(15),
        run: |kernel| Box::pin(check(kernel)),
    },
    Job {
        name: "key rotation",
        every: Duration::from_secs(60),
        run: |kernel| Box::pin(turn(kernel)),
    },
    Job {
        name: "erasure",
        every: Duration::from_secs(60),
        run: |kernel| Box::pin(sweep(kernel)),
    },
];

/// Wipes what is too old, too: so it lies in memory for seconds longer than it is used, not until somebody works again.
///
/// Checks first and records after: keys must go also while the log is away. A change that could not be recorded is recorded at
/// the next look.
async fn check(kernel: Arc<Kernel>) -> Result<JobOutcome, Failure> {
    kernel.evict();
    let vault = kernel.vault();
    if vault.is_check_due() {
        vault.check().await?;
    }
    let Some(condition) = vault.unentered_condition() else {
        return Ok(JobOutcome::Idle);
    };
    let kind = match condition {
        KeyServiceState::Available => &events::OPENED,
        KeyServiceState::Unavailable | KeyServiceState::Denied => &events::CLOSED,
    };
    let event = Event::new()
        .kind(kind)
        .field(events::CONDITION, condition.as_str());
    Grant::<KeysCheck>::system(&kernel)
        .await?
        .record(event)
        .await?;
    vault.condition_entered(condition);
    Ok(JobOutcome::Idle)
}

async fn turn(kernel: Arc<Kernel>) -> Result<JobOutcome, Failure> {
    if kernel.vault().condition() != KeyServiceState::Available {
        return Ok(JobOutcome::Idle);
    }
    let grant = Grant::<KeysTurn>::system(&kernel).await?;
    Ok(match turn_next(&grant).await? {
        true => JobOutcome::Worked,
        false => JobOutcome::Idle,
    })
}

async fn sweep(kernel: Arc<Kernel>) -> Result<JobOutcome, Failure> {
    let left = kernel.vault().unswept().await?;
    if left.is_empty() {
        return Ok(JobOutcome::Idle);
    }
    let grant = Grant::<TravellerSweep>::system(&kernel).await?;
    for tombstone in left {
        let event = Event::new()
            .resource("traveller", tombstone.subject.uuid())
            .subject(tombstone.subject);
        let receipt = grant.record_step(event).await?;
        kernel.vault().sweep(&receipt, tombstone.subject).await?;
    }
    Ok(JobOutcome::Worked)
}
