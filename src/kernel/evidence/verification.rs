//! Verification by Hufu itself, so that a broken log does not wait for somebody to look.

use std::{sync::Arc, time::Duration};

use super::{EvidenceVerify, events, key, pinned::pinned, published::published};
use crate::kernel::{
    Kernel,
    audit::{self, Event, Outside, SchemaGuardError, Verification},
    authz::Grant,
    failure::Failure,
};

/// Verifies the log if this process did not do so for so long. What others say of their verifications, a process that just
/// began does not rely on.
///
/// # Errors
/// When a store, a folder or the log refuses.
pub async fn verify_due(
    kernel: &Arc<Kernel>,
    age: Duration,
) -> Result<Option<Verification>, Failure> {
    let now = kernel.clock.now();
    let last = *kernel.evidence.verified.lock().await;
    if last.is_some_and(|last| now.since(last) < age) {
        return Ok(None);
    }
    let grant = Grant::<EvidenceVerify>::system(kernel).await?;
    let found = verify(grant).await?;
    *kernel.evidence.verified.lock().await = Some(now);
    Ok(Some(found))
}

/// Verifies the whole log against its checkpoints, against what is remembered beside it and what was published in folders, and
/// whether the database's own protection of it is as Hufu made it. What was found is recorded.
///
/// # Errors
/// When a store, a folder or the log refuses.
pub async fn verify(grant: Grant<EvidenceVerify>) -> Result<Verification, Failure> {
    let kernel = Arc::clone(grant.kernel().whole());
    let pool = kernel.audit_store.reader();
    let business = kernel.business.reader();
    let remembered = pinned(business, &kernel.settings.log_name).await?;
    let mut outside = outside(&kernel).await?;
    let forgotten = matches!(remembered, Some(Err(_)));
    outside.found.extend(remembered.and_then(Result::ok));
    let found = audit::verify(pool, &outside, |_, _| ()).await?;
    let guards = match audit::check_schema_guards_and_indexes(pool).await {
        Err(SchemaGuardError::Database(error)) => return Err(error.into()),
        checked => checked,
    };
    let mut event = Event::new();
    let mut holds = true;
    match &found {
        Verification::Whole(whole) => {
            event = event.field(events::SIZE, whole.entries);
            if let Some(checkpoint) = whole.checkpoint {
                event = event.field(events::CHECKPOINT, checkpoint);
            }
        }
        Verification::OpenFailures { sequence, failure } => {
            tracing::error!(alarm = "audit", sequence, %failure, "the audit log does not hold");
            event = event
                .field(events::SIZE, sequence - 1)
                .field(events::BROKEN_AT, *sequence)
                .field(events::FAILURE, failure.word());
            holds = false;
        }
    }
    if let Err(error) = guards {
        tracing::error!(alarm = "audit", %error, "the audit log is not protected as it should be");
        if holds {
            event = event.field(events::FAILURE, "walls");
        }
        holds = false;
    }
    if forgotten {
        tracing::error!(
            alarm = "audit",
            "what the business store remembers of the log is no checkpoint"
        );
        if holds {
            event = event.field(events::FAILURE, "remembered");
        }
        holds = false;
    }
    grant.record(event).await?;
    kernel.metrics.audit.verified(kernel.clock.now(), holds);
    Ok(found)
}

/// What is kept elsewhere and can be read from here, and the keys that count. While those cannot be had, nothing is verified:
/// the store's own word for them would prove nothing.
async fn outside(kernel: &Arc<Kernel>) -> Result<Outside, Failure> {
    let mut outside = Outside {
        keys: Some(key::trusted_keys(kernel).await?),
        ..Outside::default()
    };
    for published in published(kernel) {
        outside
            .add(published)
            .map_err(|error| Failure::from(sqlx::Error::from(error)))?;
    }
    Ok(outside)
}
