//! A witness of C2SP tlog-witness: it signs a checkpoint only when the log goes on from the last one it saw, so that a log
//! cannot show one history here and another there.

use std::path::Path;

use base64::{Engine, engine::general_purpose::STANDARD};
use hufu_proof::VerifierKey;

use super::https::{Poster, Reply};
use crate::kernel::evidence::{CheckpointPublisher, Publication, PublisherError, Publishing};

const CONFLICT: u16 = 409;

/// Asks one witness for its signature.
pub struct WitnessPublisher {
    poster: Poster,
    name: String,
    key: VerifierKey,
}

impl WitnessPublisher {
    /// The witness at this address (its prefix, without `/add-checkpoint`), whose signatures are by `key`.
    ///
    /// # Errors
    /// When the certificates cannot be used.
    pub fn new(
        url: &str,
        key: VerifierKey,
        authority: Option<&Path>,
    ) -> Result<Self, PublisherError> {
        let name = format!("witness {}", key.name());
        let url = format!("{}/add-checkpoint", url.trim_end_matches('/'));
        let poster = Poster::new(url, None, authority)?;
        Ok(Self { poster, name, key })
    }

    /// One try from the size that the witness is believed to have.
    async fn ask(&self, publication: &Publication<'_>, old: i64) -> Result<Reply, PublisherError> {
        let checkpoint = publication.checkpoint;
        let mut text = format!("old {old}\n");
        if old > 0 {
            let proof = publication
                .log
                .prove_consistency(old, checkpoint.size())
                .await?;
            for hash in proof.hashes {
                text.push_str(&STANDARD.encode(hash.0));
                text.push('\n');
            }
        }
        text.push('\n');
        text.push_str(&checkpoint.note().to_string());
        self.poster.post(&text).await
    }

    async fn witness(&self, publication: Publication<'_>) -> Result<String, PublisherError> {
        let mut reply = self.ask(&publication, publication.before).await?;
        if reply.status == CONFLICT
            && let Ok(old) = reply.text.trim().parse()
            && (0..=publication.checkpoint.size()).contains(&old)
        {
            // It knows another size than we thought, and says which.
            reply = self.ask(&publication, old).await?;
        }
        let url = self.poster.url();
        if reply.status != 200 {
            let status = reply.status;
            return Err(PublisherError::Refused(format!(
                "the witness {url} answered {status}"
            )));
        }
        let mut signed = publication.checkpoint.note().clone();
        let added = signed
            .add(&reply.text)
            .and_then(|()| signed.check(&self.key));
        added.map_err(|error| {
            PublisherError::Refused(format!(
                "the witness {url} gave no signature of its own: {error}"
            ))
        })?;
        Ok(reply.text)
    }
}

impl CheckpointPublisher for WitnessPublisher {
    fn kind(&self) -> &'static str {
        "witness"
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn keep<'a>(&'a self, publication: Publication<'a>) -> Publishing<'a> {
        Box::pin(self.witness(publication))
    }
}
