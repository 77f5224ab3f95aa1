//! How far a running export is, told to its row: that keeps its lease, and shows when it is not the worker's any more.

use std::time::Duration;

use tokio::time::Instant;

use super::error::RunError;
use crate::{
    features::exports::{export::Export, exporting::Exporting, store},
    kernel::authz::Receipt,
};

/// How often the row is told; each time costs one commit.
const PAUSE: Duration = Duration::from_millis(250);

pub(in crate::features::exports) struct Progress<'a> {
    export: &'a Export,
    told: Instant,
}

impl<'a> Progress<'a> {
    pub(in crate::features::exports) fn of(export: &'a Export) -> Self {
        Self {
            export,
            told: Instant::now(),
        }
    }

    /// Tells the row, if it is time.
    ///
    /// # Errors
    /// [`RunError::Lost`] when it was withdrawn or somebody else took it over.
    pub(in crate::features::exports) async fn tell<S: Exporting>(
        &mut self,
        receipt: &Receipt<S>,
        rows_done: i64,
    ) -> Result<(), RunError> {
        if self.told.elapsed() < PAUSE {
            return Ok(());
        }
        let kernel = receipt.kernel();
        let mut change = receipt.begin().await?;
        let now = kernel.clock().now();
        let ours = store::renew(&mut change, self.export.id, rows_done, now).await?;
        change.commit().await?;
        if !ours {
            return Err(RunError::Lost);
        }
        self.told = Instant::now();
        Ok(())
    }
}
