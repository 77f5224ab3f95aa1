//! The command line: one file a command.
//!
//! Owns: arguments, what is printed, exit codes. Must not: hold rules; each command calls the library.

pub mod demo;
mod init;
mod serve;

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
    /// Serve what a configuration file describes.
    Serve {
        /// The configuration file.
        #[arg(long)]
        config: PathBuf,
    },
    /// Write a commented configuration file with fresh keys and a first administrator.
    Init(init::InitArguments),
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
        Command::Serve { config } => serve::run(&config).await.map(|()| ExitCode::SUCCESS),
    };
    result.unwrap_or_else(|error| {
        eprintln!("hufu: {error}");
        ExitCode::FAILURE
    })
}
