//! SIGHUP: what may change without a stop is read again, the certificate (T2) and the policy (A4). What cannot be used leaves what
//! was there before.

use std::{path::Path, path::PathBuf, sync::Arc};

use tokio::signal::unix::{Signal, SignalKind, signal};

use super::{StartError, load_policy, tls::ReloadableCertificate};
use crate::{features::lifecycle, kernel::Kernel};

/// Takes the signal over: until then it would end the process.
pub(super) fn listen() -> Option<Signal> {
    signal(SignalKind::hangup())
        .inspect_err(|error| tracing::error!(%error, "SIGHUP cannot be listened for"))
        .ok()
}

pub(super) async fn on_hangup(
    hangup: Option<Signal>,
    certificate: Arc<ReloadableCertificate>,
    kernel: Arc<Kernel>,
    policy: Option<PathBuf>,
) {
    let Some(mut hangup) = hangup else { return };
    while hangup.recv().await.is_some() {
        match certificate.reload() {
            Ok(()) => tracing::info!("the certificate was read again"),
            Err(error) => {
                tracing::error!(%error, "the certificate cannot be read; the one before stays");
            }
        }
        // The one that is built in does not change.
        let Some(directory) = &policy else { continue };
        match reload_policy(&kernel, directory).await {
            Ok(()) => tracing::info!("the policy was read again"),
            Err(error) => {
                tracing::error!(%error, "the policy cannot be read again; the one before stays");
            }
        }
    }
}

/// Reads the policy of a folder again. What it changes is recorded first; requests that come afterwards stand under it.
///
/// # Errors
/// When its files cannot be read, it is refused, or the log or a store is away: the policy before stays.
pub async fn reload_policy(kernel: &Arc<Kernel>, directory: &Path) -> Result<(), StartError> {
    let policy = load_policy(Some(directory)).await?;
    let policy = policy.with_second_factor(kernel.policy().second_factor_added())?;
    lifecycle::api::change_policy(kernel, policy)
        .await
        .map_err(StartError::Enter)
}
