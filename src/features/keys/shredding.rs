//! Erasing a traveller: their keys are destroyed, their orders and payments stay, linked to nobody.

use super::{TravellerShred, store};
use crate::{
    base::{ids::TravellerId, reason::Reason},
    kernel::{
        audit::{Event, fields},
        authz::Grant,
        failure::Failure,
    },
};

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShredError {
    /// There is no such traveller.
    #[error("there is no traveller of this id")]
    Unknown,
    #[error("this traveller was erased already")]
    Already,
    /// The log or a store refused.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Why the command did not even try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotErased {
    Reason,
    /// The id was typed otherwise the second time.
    Unconfirmed,
}

/// Records that somebody wanted a traveller erased and it was not tried.
pub async fn refuse(
    grant: Grant<TravellerShred>,
    traveller: TravellerId,
    why: NotErased,
) -> Result<(), Failure> {
    let cause = match why {
        NotErased::Reason => "reason",
        NotErased::Unconfirmed => "unconfirmed",
    };
    let event = Event::new().resource("traveller", traveller.uuid());
    grant
        .fail(event.field(fields::CAUSE, cause))
        .await
        .map(drop)
}

impl ShredError {
    fn cause(&self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Already => "already",
            Self::Failure(_) => "failure",
        }
    }
}

/// Erases a traveller, irreversibly. `true` when nothing of them is left; `false` when the point of no return was passed and
/// a job has to finish: nothing of them opens in either case. A refusal is recorded as failed.
///
/// # Errors
/// [`ShredError`]; then nobody was erased.
pub async fn shred(
    grant: Grant<TravellerShred>,
    traveller: TravellerId,
    reason: Reason,
) -> Result<bool, ShredError> {
    let event = Event::new().resource("traveller", traveller.uuid());
    if let Err(error) = check(&grant, traveller).await {
        let event = event.field(fields::CAUSE, error.cause());
        grant.fail(event).await?;
        return Err(error);
    }
    let receipt = grant
        .record(event.subject(traveller).reason(reason))
        .await?;
    let vault = receipt.kernel().vault();
    match vault.shred(&receipt, traveller).await {
        Ok(()) => Ok(true),
        Err(error) => {
            let erased = vault.is_erased(traveller).await.map_err(Failure::from)?;
            if erased {
                tracing::error!(%error, "an erasure was cut off; a job finishes it");
                receipt.kernel().jobs().notify();
                return Ok(false);
            }
            Err(Failure::from(error).into())
        }
    }
}

async fn check(grant: &Grant<TravellerShred>, traveller: TravellerId) -> Result<(), ShredError> {
    let kernel = grant.kernel();
    let known = store::is_traveller(kernel.business().reader(), traveller).await;
    if !known.map_err(Failure::from)? {
        return Err(ShredError::Unknown);
    }
    let erased = kernel.vault().is_erased(traveller).await;
    match erased.map_err(Failure::from)? {
        true => Err(ShredError::Already),
        false => Ok(()),
    }
}
