//! `hufu keyring`: the file of `keys.service = "local"`.

use std::path::PathBuf;

use clap::Subcommand;
use zeroize::Zeroizing;

use super::{CommandError, init::local};
use crate::{
    app::key_service::keyring_seal,
    config::Config,
    gateways::kms::local::{KeyringSeal, LocalKeyring, create_key_file},
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

pub(super) fn run(command: &KeyringCommand) -> Result<(), CommandError> {
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
    if let KeyringSeal::KeyFile(file) = &to
        && !file.exists()
    {
        create_key_file(file)?;
    }
    LocalKeyring::seal_anew(&local.keyring, &from, &to)?;
    println!(
        "{} is sealed. Copies of it as it was before still open as before: destroy them.",
        local.keyring.display()
    );
    Ok(())
}
