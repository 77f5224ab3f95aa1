//! How often one person may look for a phone number that nobody has, and reveal a part.
//!
//! The mask of a phone leaves four digits open, so ten thousand searches would tell the number without a reveal and without
//! a reason. Whoever takes calls mistypes a few numbers a day: at sixty, trying them all takes half a year, under a name.

use std::time::Duration;

use super::events::SEARCH_MISSED;
use crate::kernel::{audit::EventKind, authz::Cap};

const HOUR: Duration = Duration::from_secs(3_600);
const DAY: Duration = Duration::from_secs(86_400);

/// Over these no search by phone is answered, not even one that would find somebody: that too would be an answer.
pub(super) const MISSES: [Cap; 2] = [
    Cap {
        event: &SEARCH_MISSED,
        most: 20,
        within: HOUR,
    },
    Cap {
        event: &SEARCH_MISSED,
        most: 60,
        within: DAY,
    },
];

/// One a minute: more than anybody calls back, and too few to copy the customers by hand.
pub(super) const fn reveals(event: &'static EventKind) -> [Cap; 1] {
    [Cap {
        event,
        most: 60,
        within: HOUR,
    }]
}

/// Whether a cap is one of a whole day.
pub(super) fn is_daily(cap: &Cap) -> bool {
    cap.within == DAY
}
