//! Who keeps checkpoints of the log outside, as configuration names them.

use std::sync::Arc;

use crate::{
    config::PublishingConfig,
    gateways::checkpoints::{DirectoryKeeper, HookKeeper, WitnessKeeper},
    kernel::evidence::{CheckpointKeeper, KeeperError},
};

/// Every keeper.
///
/// # Errors
/// When a key or a certificate cannot be used.
pub(super) fn of(config: &PublishingConfig) -> Result<Vec<Arc<dyn CheckpointKeeper>>, KeeperError> {
    let authority = config.ca_certificate.as_deref();
    let mut keepers: Vec<Arc<dyn CheckpointKeeper>> = Vec::new();
    if let Some(folder) = &config.checkpoint_directory {
        keepers.push(Arc::new(DirectoryKeeper::new(folder.clone())));
    }
    if let Some(url) = &config.checkpoint_hook {
        let token = config.checkpoint_hook_token.as_ref();
        let token = token.map(|token| token.expose().to_owned());
        let keeper = HookKeeper::new(url.clone(), token, authority)?;
        keepers.push(Arc::new(keeper));
    }
    if let (Some(url), Some(key)) = (&config.witness, &config.witness_key) {
        let key = key.parse().map_err(|error| {
            KeeperError::Refused(format!("audit.witness_key cannot be used: {error}"))
        })?;
        keepers.push(Arc::new(WitnessKeeper::new(url, key, authority)?));
    }
    Ok(keepers)
}
