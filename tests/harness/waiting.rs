//! Waiting for what another process, or work beside the test, brings about.
//!
//! Owns: the one deadline, which only what hangs reaches; a busy machine does not. What can be awaited is awaited instead.

use std::{fmt::Debug, time::Duration};

/// When nobody waits any longer.
pub const DEADLINE: Duration = Duration::from_secs(180);

/// Looks again and again until there is something, and gives that; fails with what it saw last.
pub async fn until<T, Seen: Debug>(
    awaited: &str,
    mut look: impl AsyncFnMut() -> Result<T, Seen>,
) -> T {
    let mut last = None;
    let looking = async {
        loop {
            match look().await {
                Ok(found) => return found,
                Err(seen) => last = Some(seen),
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let found = tokio::time::timeout(DEADLINE, looking).await;
    found.unwrap_or_else(|_| panic!("still awaiting {awaited}; seen last: {last:?}"))
}
