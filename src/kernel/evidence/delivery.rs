//! Sending checkpoints outside: the newest to each publisher that does not have it, until it arrives.

use std::sync::Arc;

use hufu_proof::Checkpoint;

use super::{CheckpointMake, CheckpointPublisher, Publication, events, store};
use crate::kernel::{Kernel, audit::Event, authz::Grant, failure::Failure};

/// Hands the newest checkpoint to every publisher. One that is away keeps none of the others from it, and is tried again at the
/// next look.
///
/// # Errors
/// When a store or the log refuses.
pub async fn deliver(kernel: &Arc<Kernel>) -> Result<(), Failure> {
    for publisher in &kernel.publishers {
        deliver_to(kernel, publisher.as_ref()).await?;
    }
    Ok(())
}

async fn deliver_to(
    kernel: &Arc<Kernel>,
    publisher: &dyn CheckpointPublisher,
) -> Result<(), Failure> {
    let pool = kernel.audit_store.reader();
    let Some(note) = store::undelivered(pool, publisher.name()).await? else {
        return Ok(());
    };
    let checkpoint: Checkpoint = note
        .parse()
        .map_err(|_| Failure::Internal("a stored checkpoint cannot be read"))?;
    let publication = Publication {
        checkpoint: &checkpoint,
        before: store::delivered(pool, publisher.name()).await?,
        log: &kernel.audit_reader,
    };
    let signatures = match publisher.keep(publication).await {
        Ok(signatures) => signatures,
        Err(error) => {
            tracing::error!(alarm = "audit", publisher = publisher.name(), %error, "a checkpoint could not be sent outside");
            return Ok(());
        }
    };
    let event = Event::new()
        .kind(&events::CHECKPOINT_SENT)
        .field(events::SIZE, checkpoint.size())
        .field(events::KEEPER, publisher.kind());
    let receipt = Grant::<CheckpointMake>::system(kernel)
        .await?
        .record(event)
        .await?;
    let mut change = receipt.begin_on(&kernel.audit_store).await?;
    let (now, entry) = (kernel.clock.now(), change.entry());
    let (size, name) = (checkpoint.size(), publisher.name());
    store::insert_delivery(change.transaction(), size, name, now, &signatures, entry).await?;
    change.commit().await
}
