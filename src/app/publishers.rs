//! Who publishes checkpoints of the log outside, as the configuration names them.

use std::sync::Arc;

use crate::{
    config::PublishingConfig,
    gateways::checkpoints::{DirectoryPublisher, HookPublisher, WitnessPublisher},
    kernel::evidence::{CheckpointPublisher, PublisherError},
};

/// Every publisher.
///
/// # Errors
/// When a key or a certificate cannot be used.
pub(super) fn of(
    config: &PublishingConfig,
) -> Result<Vec<Arc<dyn CheckpointPublisher>>, PublisherError> {
    let authority = config.ca_certificate.as_deref();
    let mut publishers: Vec<Arc<dyn CheckpointPublisher>> = Vec::new();
    if let Some(folder) = &config.checkpoint_directory {
        publishers.push(Arc::new(DirectoryPublisher::new(folder.clone())));
    }
    if let Some(url) = &config.checkpoint_hook {
        let token = config.checkpoint_hook_token.as_ref();
        let token = token.map(|token| token.expose().to_owned());
        let publisher = HookPublisher::new(url.clone(), token, authority)?;
        publishers.push(Arc::new(publisher));
    }
    if let (Some(url), Some(key)) = (&config.witness, &config.witness_key) {
        let key = key.parse().map_err(|error| {
            PublisherError::Refused(format!("audit.witness_key cannot be used: {error}"))
        })?;
        publishers.push(Arc::new(WitnessPublisher::new(url, key, authority)?));
    }
    Ok(publishers)
}
