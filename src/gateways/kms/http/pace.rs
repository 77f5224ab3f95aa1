//! How long to wait for a key service, and how often to ask.

use std::time::Duration;

/// Time-out, tries, and the pause between them.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// How long one answer may take, with connecting.
    pub answer: Duration,
    /// How often it is asked, at least once.
    pub tries: u32,
    /// The longest first pause; the next ones double.
    pub pause: Duration,
}

impl Pace {
    /// Three tries, a quarter of a second apart at first.
    #[must_use]
    pub const fn patient(answer: Duration) -> Self {
        Self {
            answer,
            tries: 3,
            pause: Duration::from_millis(250),
        }
    }

    /// Waits before another try: half of the pause or more, by chance, so that instances do not knock all at once.
    pub(super) async fn pause(self, tried: u32) {
        let longest = self.pause * 2_u32.saturating_pow(tried.saturating_sub(1)).min(64);
        tokio::time::sleep(longest.mul_f64(0.5 + rand::random::<f64>() / 2.0)).await;
    }
}
