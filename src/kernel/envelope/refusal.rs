//! How it is recorded that an envelope was not accepted.

use crate::kernel::{
    audit::{Event, fields},
    authz::{Grant, Permission, Receipt},
    failure::{EnvelopeRefusal, Failure},
};

impl<P: Permission> Grant<P> {
    /// Records that a form's envelope was not accepted: as failed where an honest page can come to it, else as denied. The
    /// receipt opens nothing.
    ///
    /// # Errors
    /// [`Failure::Unavailable`] when the log cannot be written.
    pub async fn refuse_envelope(
        self,
        refusal: EnvelopeRefusal,
        event: Event,
    ) -> Result<Receipt<P>, Failure> {
        let event = event.field(fields::CAUSE, refusal.as_str());
        if refusal.is_honest() {
            self.fail(event).await
        } else {
            self.deny(event).await
        }
    }
}
