//! The command line: one file a command.
//!
//! Owns: arguments, what is printed, exit codes. Must not: hold rules; each command calls the library.

mod audit;
mod columns;
pub mod demo;
mod import;
mod init;
mod keyring;
mod keys;
pub mod policy;
mod reason;
pub mod routes;
mod sample;
mod serve;
mod staff;

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};

/// Hufu (虎符): the back office that does not let travellers' personal data leak.
#[derive(Parser)]
#[command(version, about)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Start everything with synthetic people; nothing else is needed.
    Demo(demo::DemoArguments),
    /// Bring in travellers, orders and payments from CSV files.
    Import(import::ImportArguments),
    /// Write files of synthetic travellers, orders and payments, to import.
    Sample(sample::SampleArguments),
    /// Serve what a configuration file describes.
    Serve {
        /// The configuration file.
        #[arg(long)]
        config: PathBuf,
    },
    /// Write a commented configuration file with fresh keys and a first administrator.
    Init(init::InitArguments),
    /// The file of the local key service.
    #[command(subcommand)]
    Keyring(keyring::KeyringCommand),
    /// People who may log in.
    #[command(subcommand)]
    Staff(staff::StaffCommand),
    /// Keys: how they are, exchanging them, erasing a traveller.
    #[command(subcommand)]
    Keys(keys::KeysCommand),
    /// The audit log as evidence: verify, prove, sign, prune.
    #[command(subcommand)]
    Audit(audit::AuditCommand),
    /// Print who may do what.
    Policy {
        /// The configuration file; without it, the policy that ships with Hufu.
        #[arg(long)]
        config: Option<PathBuf>,
    },
    /// Print every route with its permission and roles.
    Routes {
        /// The configuration file; without it, the policy that ships with Hufu.
        #[arg(long)]
        config: Option<PathBuf>,
    },
}

/// Why a command failed; printed as it is.
pub type CommandError = Box<dyn std::error::Error>;

/// Runs a command; failures are printed and give exit code 1.
pub async fn run(arguments: Arguments) -> ExitCode {
    // Nothing else may choose another provider before.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let result = match arguments.command {
        Command::Demo(arguments) => demo::run(&arguments).await.map(|()| ExitCode::SUCCESS),
        Command::Init(arguments) => init::run(&arguments).await.map(|()| ExitCode::SUCCESS),
        Command::Import(arguments) => import::run(&arguments).await,
        Command::Sample(arguments) => sample::run(&arguments).map(|()| ExitCode::SUCCESS),
        Command::Serve { config } => serve::run(&config).await.map(|()| ExitCode::SUCCESS),
        Command::Keyring(command) => keyring::run(&command).await.map(|()| ExitCode::SUCCESS),
        Command::Staff(command) => staff::run(&command).await.map(|()| ExitCode::SUCCESS),
        Command::Keys(command) => keys::run(&command).await.map(|()| ExitCode::SUCCESS),
        Command::Audit(command) => audit::run(&command).await,
        Command::Policy { config } => policy::run(config.as_deref())
            .await
            .map(|()| ExitCode::SUCCESS),
        Command::Routes { config } => routes::run(config.as_deref())
            .await
            .map(|()| ExitCode::SUCCESS),
    };
    result.unwrap_or_else(|error| {
        eprintln!("hufu: {error}");
        ExitCode::FAILURE
    })
}
