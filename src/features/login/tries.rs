//! One proof, one try. A try is recorded and taken before the proof is looked at: of many proofs at once no more are looked at
//! than there are tries, whoever comes first, and the others hear what a spent login hears.
//!
//! A right proof is claimed before success is recorded, by a change that only one can make. So an entry of success stands
//! for a login that was won; what can still come between it and its session is that the store or the program fails.

use super::{
    challenge::Refusal,
    model::{Challenge, Stage},
    store,
};
use crate::kernel::{
    audit::{Event, EventKind},
    authz::{Changes, Grant, Receipt},
    failure::Failure,
};

/// A try that was taken: this proof may be looked at.
pub(super) struct Try<P> {
    /// Of the entry that says so.
    pub receipt: Receipt<P>,
    /// How many were taken with this one.
    pub number: i64,
}

/// Records the try under this event and takes it; nothing when none is left.
pub(super) async fn take<P: Changes>(
    grant: &Grant<P>,
    challenge: &Challenge,
    stage: Stage,
    event: &'static EventKind,
) -> Result<Option<Try<P>>, Failure> {
    let tried = challenge.name_in(Event::new()).kind(event);
    let receipt = grant.record_step(tried).await?;
    let most = receipt.kernel().settings().login.tries;
    let mut change = receipt.begin().await?;
    let entry = change.entry();
    let number = store::take_try(change.transaction(), challenge, stage, most, entry).await?;
    change.commit().await?;
    Ok(number.map(|number| Try { receipt, number }))
}

impl<P: Changes> Try<P> {
    /// What it comes to if the proof is wrong: the last one leaves none.
    pub(super) fn wrong(&self) -> Refusal {
        if self.number >= self.receipt.kernel().settings().login.tries {
            Refusal::Spent
        } else {
            Refusal::Wrong
        }
    }
}
