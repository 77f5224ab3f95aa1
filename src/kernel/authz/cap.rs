//! Caps on what one person may do in a while, counted from the log itself: it holds every action, survives a restart, and is
//! the same for all instances.
//!
//! Owns: the count. Must not: tell anything of the log but whether the actor's own actions reach a number.

use std::time::Duration;

use super::{Grant, Permission, Receipt, RequestContext};
use crate::kernel::{audit::EventKind, failure::Failure};

/// So many times in so long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cap {
    /// The event that is counted, one of the permission's own.
    pub event: &'static EventKind,
    pub most: i64,
    pub within: Duration,
}

impl<P: Permission> Grant<P> {
    /// The first of these caps that the actor has reached.
    ///
    /// # Errors
    /// When the actor is no member of staff, the permission does not declare the event, or the log cannot be read.
    pub async fn reached(&self, caps: &[Cap]) -> Result<Option<Cap>, Failure> {
        reached::<P>(self.context(), caps, i64::MAX).await
    }
}

impl<P: Permission> Receipt<P> {
    /// The first of these caps that the actor had reached before this entry. Of many requests at once each has its number,
    /// so that only as many pass as may; a grant alone cannot know the others.
    ///
    /// # Errors
    /// When the actor is no member of staff, the permission does not declare the event, or the log cannot be read.
    pub async fn had_reached(&self, caps: &[Cap]) -> Result<Option<Cap>, Failure> {
        reached::<P>(self.context(), caps, self.number()).await
    }
}

async fn reached<P: Permission>(
    context: &RequestContext,
    caps: &[Cap],
    before: i64,
) -> Result<Option<Cap>, Failure> {
    let staff = context.origin.actor.staff().ok_or(Failure::Forbidden)?;
    let kernel = &context.kernel;
    let now = kernel.clock.now();
    for cap in caps {
        if !P::DESCRIPTOR.events.contains(&cap.event) {
            return Err(Failure::Internal(
                "the permission does not declare this event",
            ));
        }
        let since = now - cap.within;
        let log = &kernel.audit_reader;
        let count = log.count_own(staff, cap.event.name(), since, before, cap.most);
        if count.await? >= cap.most {
            return Ok(Some(*cap));
        }
    }
    Ok(None)
}
