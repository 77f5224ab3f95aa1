//! `hufu keyring`: the file of `keys.service = "local"`.

use std::{path::PathBuf, sync::Arc};

use clap::Subcommand;
use zeroize::Zeroizing;

use super::CommandError;
use crate::{
    app::{key_service::keyring_seal, open_kernel_with},
    base::clock::Clock,
    config::{Config, KeyService, LocalConfig},
    features::keys::api::{KeyringChange, record_sealing},
    gateways::kms::local::{KeyringSeal, LocalKeyring, create_key_file},
    kernel::{authz::Grant, failure::Failure},
};

/// The keyring file.
#[derive(Subcommand)]
pub enum KeyringCommand {
    /// Seal the keyring under what the configuration names: its key file (made if missing) or its passphrase.
    ///
    /// The master key stays the same. Without one of the two options the keyring must not be sealed yet.
    Seal {
        /// The configuration file.
        #[arg(long)]
        config: PathBuf,
        /// The key file it is sealed under now.
        #[arg(long, conflicts_with = "old_passphrase")]
        old_key_file: Option<PathBuf>,
        /// It is sealed under a passphrase now, which is asked for.
        #[arg(long)]
        old_passphrase: bool,
    },
}

pub(super) async fn run(command: &KeyringCommand) -> Result<(), CommandError> {
    let KeyringCommand::Seal {
        config,
        old_key_file,
        old_passphrase,
    } = command;
    let config = Config::load(config)?;
    let local = local(&config)?;
    let from = match old_key_file {
        Some(file) => KeyringSeal::KeyFile(file.clone()),
        None if *old_passphrase => KeyringSeal::Passphrase(Zeroizing::new(
            rpassword::prompt_password("The passphrase it is sealed under now: ")?,
        )),
        None => KeyringSeal::Nothing,
    };
    let to = keyring_seal(&local.seal);
    if to == KeyringSeal::Nothing {
        return Err("the configuration names neither keys.key_file nor keys.passphrase".into());
    }
    let opened = LocalKeyring::open(&local.keyring, &from)?;
    // Also where the log is away or is to be put up elsewhere: whoever has keyring and seal can do it without us.
    let kernel = match open_kernel_with(&config, Clock::system(), Arc::new(opened)).await {
        Ok(kernel) => Some(kernel),
        Err(error) => {
            eprintln!("This is recorded in no log, because it cannot be opened: {error}");
            None
        }
    };
    let seal = || -> Result<(), CommandError> {
        if let KeyringSeal::KeyFile(file) = &to
            && !file.exists()
        {
            create_key_file(file)?;
        }
        Ok(LocalKeyring::seal_anew(&local.keyring, &from, &to)?)
    };
    match &kernel {
        None => seal()?,
        Some(kernel) => {
            let sealed = Grant::<KeyringChange>::operate(kernel, async |grant| {
                record_sealing(grant, sealed_under(&to)).await?;
                seal().map_err(|error| {
                    eprintln!("hufu: {error}");
                    Failure::Unavailable("the keyring file")
                })
            });
            sealed.await?;
        }
    }
    println!(
        "{} is sealed. Copies of it as it was before still open as before: destroy them.",
        local.keyring.display()
    );
    Ok(())
}

/// The word of a seal in entries.
pub(super) fn sealed_under(seal: &KeyringSeal) -> &'static str {
    match seal {
        KeyringSeal::Nothing => "nothing",
        KeyringSeal::KeyFile(_) => "key_file",
        KeyringSeal::Passphrase(_) => "passphrase",
    }
}

/// The keyring of this configuration.
pub(super) fn local(config: &Config) -> Result<&LocalConfig, CommandError> {
    match &config.keys.service {
        KeyService::Local(local) => Ok(local),
        _ => Err("this configuration has no keyring: keys.service is not \"local\"".into()),
    }
}
