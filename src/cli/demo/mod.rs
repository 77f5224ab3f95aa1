//! `hufu demo`: the whole product on embedded defaults, with synthetic people.

pub mod certificates;
pub mod people;
pub mod seed;

use std::{
    fs, io,
    net::TcpListener,
    path::{Path, PathBuf},
};

use clap::Args;

use super::CommandError;
use crate::{
    app::{App, logging},
    base::clock::Clock,
    config::{Config, template::Template},
    gateways::kms::local::LocalKeyring,
};

/// Arguments of `hufu demo`.
#[derive(Args, Clone)]
pub struct DemoArguments {
    /// Where everything is kept.
    #[arg(long, default_value = "hufu-demo")]
    pub data: PathBuf,
    /// Host name or address, and port.
    #[arg(long, default_value = "localhost:8443")]
    pub listen: String,
    /// How many synthetic orders a fresh demo gets.
    #[arg(long, default_value_t = 2_000)]
    pub orders: u32,
    /// Remove the demo's data and start afresh.
    #[arg(long)]
    pub reset: bool,
}

/// What marks a directory as a demo's, so that `--reset` removes nothing else.
const CONFIGURATION: &str = "hufu.toml";

pub(super) async fn run(arguments: &DemoArguments) -> Result<(), CommandError> {
    let clock = Clock::system();
    let config = prepare(arguments, &clock)?;
    logging::start(&config.log)?;
    let app = App::build(&config, clock).await?;
    Ok(app.run().await?)
}

/// Writes certificates, keyring and configuration where they are missing.
///
/// # Errors
/// When the directory cannot be written, or `--reset` names one that is no demo's.
pub fn prepare(arguments: &DemoArguments, clock: &Clock) -> Result<Config, CommandError> {
    let data = &arguments.data;
    if arguments.reset {
        remove_demo(data)?;
    }
    fs::create_dir_all(data)?;
    let (host, _) = arguments
        .listen
        .rsplit_once(':')
        .ok_or("--listen takes host:port")?;
    let host = host
        .trim_start_matches('[')
        .trim_end_matches(']')
        .to_owned();
    let certificates = certificates::ensure(data, &[host.clone()], clock.now())?;
    let keyring = data.join("keyring.json");
    if !keyring.exists() {
        LocalKeyring::create(&keyring)?;
    }
    let file_name = |path: &Path| {
        path.file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default()
    };
    let redirect = free_redirect(&host);
    let text = Template {
        data_directory: ".",
        keyring: "keyring.json",
        back_office: &arguments.listen,
        redirect: redirect.as_deref(),
        public_name: &arguments.listen,
        certificate: &file_name(&certificates.certificate),
        private_key: &file_name(&certificates.private_key),
        log_format: "text",
        demo: true,
    }
    .render();
    let configuration = data.join(CONFIGURATION);
    fs::write(&configuration, text)?;
    Ok(Config::load(&configuration)?)
}

/// The plain listener's usual address, if nobody else has it: a demo must not fail for it.
fn free_redirect(host: &str) -> Option<String> {
    TcpListener::bind((host, 8080))
        .ok()
        .map(|_| format!("{host}:8080"))
}

fn remove_demo(data: &Path) -> Result<(), CommandError> {
    match fs::exists(data)? {
        false => Ok(()),
        true if data.join(CONFIGURATION).exists() => Ok(fs::remove_dir_all(data)?),
        true => Err(io::Error::other(format!(
            "{} is no demo's directory and is not removed",
            data.display()
        ))
        .into()),
    }
}
