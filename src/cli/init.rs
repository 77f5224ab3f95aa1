//! `hufu init`: a commented configuration file, a keyring sealed under a key file, and a first administrator.

use std::{fs, path::PathBuf};

use clap::Args;

use super::{
    CommandError,
    keyring::{local, sealed_under},
    staff,
};
use crate::{
    app::{key_service::keyring_seal, open_kernel, private},
    base::{clock::Clock, phone::Phone},
    config::{Config, new_file},
    features::keys::api::{KeyringChange, record_made},
    gateways::kms::local::{KeyringSeal, LocalKeyring, create_key_file},
    kernel::authz::Grant,
};

/// Arguments of `hufu init`.
#[derive(Args)]
pub struct InitArguments {
    /// The configuration file to write; it must not be there.
    #[arg(long)]
    config: PathBuf,
    /// Name of the first administrator.
    #[arg(long)]
    admin_name: String,
    /// Mobile number of the first administrator, for SMS codes.
    #[arg(long)]
    admin_phone: String,
    /// Host name (and port) under which people reach the back office.
    #[arg(long, default_value = "localhost:8443")]
    public_name: String,
    /// Address of the back office.
    #[arg(long, default_value = "127.0.0.1:8443")]
    listen: String,
    /// The file that the keyring is sealed under, relative to the configuration file; best on another disk than the data.
    #[arg(long, default_value = "keyring.key")]
    key_file: String,
    /// Certificate chain, PEM, relative to the configuration file.
    #[arg(long, default_value = "certificate.pem")]
    certificate: String,
    /// Its private key, PEM, mode 0600.
    #[arg(long, default_value = "private-key.pem")]
    private_key: String,
}

pub(super) async fn run(arguments: &InitArguments) -> Result<(), CommandError> {
    let phone = Phone::parse(&arguments.admin_phone)?;
    let file = &arguments.config;
    if file.exists() {
        return Err(format!("{} is there already and is not overwritten", file.display()).into());
    }
    let directory = file
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(".".as_ref());
    fs::create_dir_all(directory)?;
    let text = new_file(&[
        ("data.directory", "data".into()),
        ("keys.keyring", "keyring.json".into()),
        ("keys.key_file", arguments.key_file.as_str().into()),
        ("listen.back_office", arguments.listen.as_str().into()),
        ("listen.public_name", arguments.public_name.as_str().into()),
        ("tls.certificate", arguments.certificate.as_str().into()),
        ("tls.private_key", arguments.private_key.as_str().into()),
        ("log.format", "json".into()),
        ("demo", false.into()),
    ]);
    private::write(file, &text)?;
    let config = Config::load(file)?;
    let local = local(&config)?;
    let seal = keyring_seal(&local.seal);
    if let KeyringSeal::KeyFile(file) = &seal {
        create_key_file(file)?;
    }
    LocalKeyring::create(&local.keyring, &seal)?;
    let kernel = open_kernel(&config, Clock::system()).await?;
    let grant = Grant::<KeyringChange>::operator(&kernel).await?;
    record_made(grant, sealed_under(&seal)).await?;
    println!(
        "Wrote {}, {} and {}.",
        file.display(),
        local.keyring.display(),
        arguments.key_file
    );
    println!(
        "Keep copies of the keyring and of its key file, apart from each other and safe: without both the data cannot be read."
    );
    // If this fails, everything else stands: `hufu staff add` makes the administrator then.
    staff::add(&kernel, "admin", &arguments.admin_name, phone).await?;
    println!(
        "Put a certificate and its private key (PEM) at {} and {}: from your certificate authority, or see docs/operating.md for one to try it with.",
        config.tls.certificate.display(),
        config.tls.private_key.display()
    );
    println!(
        "Then: hufu serve --config {}; login codes are written to {}",
        file.display(),
        config.sms.outbox.display()
    );
    Ok(())
}
