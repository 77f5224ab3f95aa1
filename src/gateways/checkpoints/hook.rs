//! An address that takes each checkpoint as a POST of the signed note, and answers with 2xx when it is safely kept.

use std::path::Path;

use super::https::Poster;
use crate::kernel::evidence::{CheckpointPublisher, Publication, PublisherError, Publishing};

/// Sends checkpoints to an address.
pub struct HookPublisher {
    poster: Poster,
    name: String,
}

impl HookPublisher {
    /// To this address, which must be HTTPS.
    ///
    /// # Errors
    /// When the certificates cannot be used.
    pub fn new(
        url: String,
        token: Option<String>,
        authority: Option<&Path>,
    ) -> Result<Self, PublisherError> {
        let name = format!("hook {url}");
        let poster = Poster::new(url, token, authority)?;
        Ok(Self { poster, name })
    }
}

impl CheckpointPublisher for HookPublisher {
    fn kind(&self) -> &'static str {
        "hook"
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn keep<'a>(&'a self, publication: Publication<'a>) -> Publishing<'a> {
        Box::pin(async move {
            let note = publication.checkpoint.note().to_string();
            let reply = self.poster.post(&note).await?;
            if (200..300).contains(&reply.status) {
                return Ok(String::new());
            }
            Err(PublisherError::Refused(format!(
                "{} answered {} to a checkpoint",
                self.poster.url(),
                reply.status
            )))
        })
    }
}
