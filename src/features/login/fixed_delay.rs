//! The same time for known and unknown numbers: an answer leaves at a fixed time after its request, not when the work is
//! done.

use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// Longer than the work takes for anybody; too short for a person to notice.
const ANSWER_AFTER: Duration = Duration::from_millis(100);

/// When the answer to a request leaves.
pub(super) struct FixedDelay(Instant);

impl FixedDelay {
    pub(super) fn begin() -> Self {
        Self(Instant::now() + ANSWER_AFTER)
    }

    /// Waits until the answer may leave.
    pub(super) async fn keep(self) {
        // Under load the time may be over already: then what was just begun in the background goes first all the same.
        tokio::task::yield_now().await;
        sleep_until(self.0).await;
    }
}
