//! `hufu keys`: how the keys are, exchanging them, erasing a traveller.

use std::{
    io::{BufRead, Write},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};

use super::{CommandError, columns::aligned, reason};
use crate::{
    app::open_kernel,
    base::{clock::Clock, ids::TravellerId},
    config::Config,
    features::keys::api::{
        KeysRead, KeysRotate, KeysTurn, NotErased, ShredError, TravellerShred, begin, refuse,
        shred, status, turn_next,
    },
    kernel::{
        Kernel,
        authz::Grant,
        failure::Failure,
        vault::{KeyStatus, Rotation},
    },
};

/// What to do with keys.
#[derive(Subcommand)]
pub(super) enum KeysCommand {
    /// Versions, ages, counts, and what is left of a rotation.
    Status {
        /// The configuration file.
        #[arg(long)]
        config: PathBuf,
    },
    /// Exchange keys while people work. Interrupted, it goes on when it is given again, or in the server.
    Rotate(RotateArguments),
    /// Erase a traveller for ever: destroy their keys. Orders and payments stay.
    Shred(ShredArguments),
}

/// Arguments of `hufu keys rotate`.
#[derive(Args)]
pub(super) struct RotateArguments {
    /// The configuration file.
    #[arg(long)]
    config: PathBuf,
    /// A new data key for everybody, and every part sealed anew: hours instead of minutes.
    #[arg(long, conflicts_with = "index")]
    data: bool,
    /// A new index key, and every blind index made anew.
    #[arg(long)]
    index: bool,
}

/// Arguments of `hufu keys shred`.
#[derive(Args)]
pub(super) struct ShredArguments {
    /// The configuration file.
    #[arg(long)]
    config: PathBuf,
    /// The traveller's id.
    #[arg(long)]
    traveller: TravellerId,
    /// Why: 5 to 200 characters, without a personal number. It is kept in the log.
    #[arg(long)]
    reason: String,
}

pub(super) async fn run(command: &KeysCommand) -> Result<(), CommandError> {
    match command {
        KeysCommand::Status { config } => {
            let kernel = open(config).await?;
            let status = Grant::<KeysRead>::operate(&kernel, status).await?;
            print!("{}", describe(&status, &kernel));
            Ok(())
        }
        KeysCommand::Rotate(arguments) => {
            let kernel = open(&arguments.config).await?;
            let rotation = match (arguments.data, arguments.index) {
                (true, _) => Rotation::Data,
                (_, true) => Rotation::Index,
                _ => Rotation::Wrapping,
            };
            rotate(&kernel, rotation).await
        }
        KeysCommand::Shred(arguments) => erase(arguments).await,
    }
}

async fn open(config: &std::path::Path) -> Result<Arc<Kernel>, CommandError> {
    let config = Config::load(config)?;
    Ok(open_kernel(&config, Clock::system()).await?)
}

/// Begins a rotation, or goes on with the one that is under way, and works until everything is under the new key.
async fn rotate(kernel: &Arc<Kernel>, rotation: Rotation) -> Result<(), CommandError> {
    let begun = Grant::<KeysRotate>::operate(kernel, async |grant| begin(grant, rotation).await);
    match begun.await {
        Ok(()) => println!("A new key is made."),
        Err(Failure::Conflict) => {
            println!(
                "A rotation of this kind is under way: going on with it, without another key."
            );
        }
        Err(failure) => return Err(failure.into()),
    }
    let style = ProgressStyle::with_template("{bar:40} {human_pos} of {human_len}, {eta} left")?;
    let bar = ProgressBar::new(0).with_style(style);
    Grant::<KeysTurn>::operate(kernel, async |grant| {
        while turn_next(&grant).await? {
            let status = kernel.vault().status().await?;
            let now = status.rotations.iter().find(|row| row.rotation == rotation);
            if let Some(row) = now {
                bar.set_length(u64::try_from(row.total).unwrap_or(0));
                bar.set_position(u64::try_from(row.done).unwrap_or(0));
            }
        }
        Ok(())
    })
    .await?;
    bar.finish_and_clear();
    println!(
        "Everything is under the new key. The old one is kept for a day, for processes that do not know the new one yet; \
         then the server deletes it."
    );
    Ok(())
}

async fn erase(arguments: &ShredArguments) -> Result<(), CommandError> {
    let kernel = open(&arguments.config).await?;
    let traveller = arguments.traveller;
    let refuse = async |why| {
        let grant = Grant::<TravellerShred>::operator(&kernel).await?;
        refuse(grant, traveller, why).await
    };
    let reason = match reason::parse(&arguments.reason) {
        Ok(reason) => reason,
        Err(message) => {
            refuse(NotErased::Reason).await?;
            return Err(message.into());
        }
    };
    println!(
        "This destroys the keys of traveller {}. It cannot be undone, by nobody, from no backup.",
        arguments.traveller
    );
    print!("Type the traveller's id again to go on: ");
    std::io::stdout().flush()?;
    let mut typed = String::new();
    std::io::stdin().lock().read_line(&mut typed)?;
    if typed.trim() != arguments.traveller.to_string() {
        refuse(NotErased::Unconfirmed).await?;
        return Err("that is another id: nothing was done".into());
    }
    let erased = Grant::<TravellerShred>::operate(&kernel, async |grant| {
        match shred(grant, traveller, reason).await {
            Err(ShredError::Failure(failure)) => Err(failure),
            other => Ok(other),
        }
    });
    match erased.await?? {
        true => println!("Erased. Orders and payments stay, linked to nobody."),
        false => println!(
            "Erased: nothing of them opens any more. A store was away; the server takes the rest out by itself."
        ),
    }
    Ok(())
}

/// The state of the keys in a few lines and a table.
fn describe(status: &KeyStatus, kernel: &Kernel) -> String {
    let now = kernel.clock().now();
    let days = |since: Duration| (since.as_secs() / 86_400).to_string();
    let header = ["key", "version", "made", "days", "state", "wraps"];
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    for version in &status.versions {
        let state = match (version.is_newest, version.retired_at) {
            (true, _) => "in use",
            (false, None) => "still needed",
            (false, Some(_)) => "retired",
        };
        rows.push(vec![
            version.purpose.as_str().to_owned(),
            version.version.to_string(),
            version.created_at.rfc3339(),
            days(now.since(version.created_at)),
            state.to_owned(),
            version.data_keys.to_string(),
        ]);
    }
    let mut text = format!(
        "key service: {}, last check {}\ndata keys: {}, {} left to wrap by the newest key; erased: {}\n\n{}",
        status.condition.as_str(),
        status.checked_at.rfc3339(),
        status.data_keys,
        status.left,
        status.erased,
        aligned(&rows),
    );
    for row in &status.rotations {
        let state = match (row.turned_at, row.finished_at) {
            (_, Some(at)) => format!("finished {}", at.rfc3339()),
            (Some(at), None) => format!("done {}, the old key is kept for a day", at.rfc3339()),
            (None, None) => "under way".to_owned(),
        };
        text.push_str(&format!(
            "\nrotation {}: began {}, {} of {}, {state}",
            row.rotation.as_str(),
            row.started_at.rfc3339(),
            row.done,
            row.total
        ));
    }
    if !status.rotations.is_empty() {
        text.push('\n');
    }
    text
}
