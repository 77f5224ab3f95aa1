//! A login under way, and why one can go no further.

use std::time::Duration;

use crate::{
    base::clock::Timestamp,
    kernel::{Kernel, audit::Event, failure::Failure, http::LoginToken},
};

use super::{
    events,
    model::{Challenge, Stage},
    store,
};

/// How long a login may be under way before it starts over, whatever was sent again.
pub(super) const LIFETIME: Duration = Duration::from_secs(30 * 60);

/// Why a proof was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// There is no such login in this browser, or not any more.
    Lost,
    Late,
    /// There were too many wrong ones before, or with this one; or others came at the same moment.
    Spent,
    /// Another code, or another password.
    Wrong,
}

impl Refusal {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Lost => "lost",
            Self::Late => "late",
            Self::Spent => "spent",
            Self::Wrong => "wrong",
        }
    }
}

impl Challenge {
    /// The login with the token that the browser sent, if it waits for this.
    pub(super) async fn find(
        kernel: &Kernel,
        token: &LoginToken,
        stage: Stage,
    ) -> Result<Option<Self>, Failure> {
        let Some(token) = &token.0 else {
            return Ok(None);
        };
        let since = kernel.clock().now() - LIFETIME;
        let pool = kernel.business().reader();
        Ok(store::find(pool, &token.hash(), stage.as_str(), since).await?)
    }

    /// Whether its code was asked for so short a time ago that another one is refused. That is known from this login alone,
    /// whatever became of the code: it tells nothing about the number.
    pub(super) fn is_fresh(&self, kernel: &Kernel) -> bool {
        let settings = &kernel.settings().login;
        let asked_at = self.expires_at - settings.code_lifetime;
        kernel.clock().now().since(asked_at) < settings.resend
    }

    /// Why nothing more is accepted, right or wrong.
    pub(super) fn closed(&self, now: Timestamp, tries: i64) -> Option<Refusal> {
        if self.tries >= tries {
            Some(Refusal::Spent)
        } else if now >= self.expires_at {
            Some(Refusal::Late)
        } else {
            None
        }
    }

    /// Names this login, and whose it is if it is anybody's, in an entry.
    pub(super) fn name_in(&self, event: Event) -> Event {
        let event = event.field(events::LOGIN, self.id.uuid());
        match self.staff_id {
            Some(staff) => event.resource("staff", staff.uuid()),
            None => event,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ids::LoginId;

    fn challenge(tries: i64) -> Challenge {
        Challenge {
            id: LoginId::generate(),
            phone_digest: Vec::new(),
            staff_id: None,
            code_hash: Vec::new(),
            tries,
            expires_at: Timestamp::from_micros(300_000_000),
        }
    }

    #[test]
    fn five_tries_within_the_time_and_no_more() {
        let (early, late) = (
            Timestamp::from_micros(299_999_999),
            Timestamp::from_micros(300_000_000),
        );
        assert_eq!(challenge(4).closed(early, 5), None);
        assert_eq!(challenge(4).closed(late, 5), Some(Refusal::Late));
        assert_eq!(challenge(5).closed(early, 5), Some(Refusal::Spent));
    }
}
