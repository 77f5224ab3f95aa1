//! The key service that the configuration names.

use std::{fs, path::Path, sync::Arc};

use zeroize::Zeroizing;

use crate::{
    base::clock::Clock,
    config::{self, AlibabaConfig, Config, LocalConfig, OpenBaoConfig, OpenBaoLogin, Secret},
    gateways::kms::{
        alibaba::{AlibabaKms, AlibabaSettings, signature::Credentials},
        http::Pace,
        local::{KeyringSeal, LocalKeyring},
        openbao::{Login, OpenBao, OpenBaoSettings},
    },
    kernel::vault::{KeyService, KeyServiceError},
};

/// Opens a keyring, or prepares the way to a server; a server is asked nothing yet.
///
/// # Errors
/// When a keyring cannot be opened, or what a server needs is missing.
pub fn open(config: &Config, clock: Clock) -> Result<Arc<dyn KeyService>, KeyServiceError> {
    let pace = Pace::patient(config.keys.timeout);
    Ok(match &config.keys.service {
        config::KeyService::Local(local) => Arc::new(open_keyring(local, &config.data_directory)?),
        config::KeyService::OpenBao(openbao) => {
            Arc::new(OpenBao::new(openbao_settings(openbao, pace))?)
        }
        config::KeyService::Alibaba(alibaba) => {
            warn_of_foreign_region(alibaba);
            Arc::new(AlibabaKms::new(alibaba_settings(alibaba, pace), clock)?)
        }
    })
}

/// The seal of a keyring, as the gateway takes it.
pub(crate) fn keyring_seal(seal: &config::KeyringSeal) -> KeyringSeal {
    match seal {
        config::KeyringSeal::Nothing => KeyringSeal::Nothing,
        config::KeyringSeal::KeyFile(path) => KeyringSeal::KeyFile(path.clone()),
        config::KeyringSeal::Passphrase(passphrase) => KeyringSeal::Passphrase(secret(passphrase)),
    }
}

fn open_keyring(
    local: &LocalConfig,
    data_directory: &Path,
) -> Result<LocalKeyring, KeyServiceError> {
    if let config::KeyringSeal::KeyFile(file) = &local.seal {
        refuse_inside(file, data_directory)?;
    }
    LocalKeyring::open(&local.keyring, &keyring_seal(&local.seal))
}

/// The configuration looked at the names; here the links behind them are followed.
fn refuse_inside(file: &Path, data_directory: &Path) -> Result<(), KeyServiceError> {
    let (Ok(real), Ok(data)) = (fs::canonicalize(file), fs::canonicalize(data_directory)) else {
        // Opening says what is missing.
        return Ok(());
    };
    if real.starts_with(&data) {
        return Err(KeyServiceError::Denied(format!(
            "the key file {} is inside data.directory: a thief or a backup of that folder would have the key too; \
             put it elsewhere and name it in keys.key_file",
            file.display()
        )));
    }
    Ok(())
}

fn openbao_settings(config: &OpenBaoConfig, pace: Pace) -> OpenBaoSettings {
    OpenBaoSettings {
        address: config.address.clone(),
        mount: config.mount.clone(),
        key: config.key.clone(),
        login: match &config.login {
            OpenBaoLogin::Token(token) => Login::Token(secret(token)),
            OpenBaoLogin::AppRole { role_id, secret_id } => Login::AppRole {
                role_id: role_id.clone(),
                secret_id: secret(secret_id),
            },
        },
        namespace: config.namespace.clone(),
        ca_certificate: config.ca_certificate.clone(),
        pace,
    }
}

fn alibaba_settings(config: &AlibabaConfig, pace: Pace) -> AlibabaSettings {
    AlibabaSettings {
        endpoint: config.endpoint.clone(),
        key_id: config.key_id.clone(),
        credentials: Credentials {
            id: config.access_key_id.clone(),
            secret: secret(&config.access_key_secret),
            security_token: config.security_token.as_ref().map(secret),
        },
        ca_certificate: config.ca_certificate.clone(),
        pace,
    }
}

fn warn_of_foreign_region(config: &AlibabaConfig) {
    if let Some(reason) = &config.foreign_region_reason {
        tracing::warn!(
            region = config.region,
            reason,
            "the master key is kept outside of mainland China"
        );
    }
}

fn secret(secret: &Secret) -> Zeroizing<String> {
    Zeroizing::new(secret.expose().to_owned())
}
