//! `hufu staff`: people who may log in.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use zeroize::Zeroizing;

use super::{CommandError, demo::people::generate_password};
use crate::{
    app::open_kernel,
    base::{clock::Clock, phone::Phone},
    config::Config,
    features::staff::api::{CreateError, NewStaff, StaffCreate, create, refuse_phone},
    kernel::{Kernel, authz::Grant},
};

/// What to do with staff.
#[derive(Subcommand)]
pub(super) enum StaffCommand {
    /// Make a person who can log in.
    Add(AddArguments),
}

/// Arguments of `hufu staff add`.
#[derive(Args)]
pub(super) struct AddArguments {
    /// The configuration file.
    #[arg(long)]
    config: PathBuf,
    /// The role, as the policy names it: customer_service, finance, admin, auditor.
    #[arg(long)]
    role: String,
    /// The name.
    #[arg(long)]
    name: String,
    /// The mobile number to log in with.
    #[arg(long)]
    phone: String,
}

pub(super) async fn run(command: &StaffCommand) -> Result<(), CommandError> {
    let StaffCommand::Add(arguments) = command;
    let config = Config::load(&arguments.config)?;
    let kernel = open_kernel(&config, Clock::system()).await?;
    let phone = match Phone::parse(&arguments.phone) {
        Ok(phone) => phone,
        Err(error) => {
            refuse_phone(Grant::<StaffCreate>::operator(&kernel).await?).await?;
            return Err(error.into());
        }
    };
    add(&kernel, &arguments.role, &arguments.name, phone).await
}

/// Makes a person, with a password that is asked for, or made and printed once.
pub(super) async fn add(
    kernel: &std::sync::Arc<Kernel>,
    role: &str,
    name: &str,
    phone: Phone,
) -> Result<(), CommandError> {
    let typed = ask_password(name)?;
    let password = if typed.is_empty() {
        generate_password()
    } else {
        typed.clone()
    };
    let new = NewStaff {
        role: role.to_owned(),
        name: name.to_owned().into(),
        phone,
        password: password.clone(),
    };
    let made =
        Grant::<StaffCreate>::operate(kernel, async |grant| match create(grant, new).await {
            Err(CreateError::Failure(failure)) => Err(failure),
            other => Ok(other),
        });
    made.await??;
    println!("{name} can log in as {role}.");
    if typed.is_empty() {
        println!("Password, shown once: {}", *password);
    }
    Ok(())
}

/// What a person at a terminal types; empty without one.
fn ask_password(name: &str) -> Result<Zeroizing<String>, CommandError> {
    if !std::io::IsTerminal::is_terminal(&std::io::stdin()) {
        return Ok(Zeroizing::default());
    }
    let prompt = format!("Password of {name} (empty: make one): ");
    Ok(Zeroizing::new(rpassword::prompt_password(prompt)?))
}
