//! `hufu audit`: the log as evidence. `verify` and `check` work offline: no key, no policy, no running server is needed, and a
//! copy kept as evidence stays as it is. The others are actions with an entry of their own.

mod actions;
mod check;
mod events;
mod verify;

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, Subcommand};

use super::CommandError;
use crate::base::locale::Locale;

/// What can be done with the log from the command line.
#[derive(Subcommand)]
pub enum AuditCommand {
    /// Check every entry offline, and name the first that does not hold.
    Verify(VerifyArguments),
    /// Write a proof that anyone can check: of one entry, or that one checkpoint's log goes on in another's.
    Prove(ProveArguments),
    /// Check a proof with a key. Nothing else is needed.
    Check {
        /// The proof, as `hufu audit prove` wrote it or the auditor downloaded it, or a selection exported as JSON Lines.
        proof: PathBuf,
        /// The log's verification key, or a file that holds it. Have it from elsewhere than the proof.
        #[arg(long)]
        key: String,
    },
    /// Print the key that checks this log's checkpoints.
    Key {
        /// The configuration file.
        #[arg(long)]
        config: PathBuf,
    },
    /// Sign the head of the log now, send it outside, and print it.
    Checkpoint {
        /// The configuration file.
        #[arg(long)]
        config: PathBuf,
    },
    /// Remove the bodies of entries past their retention. Their hashes stay, and every proof of what remains holds.
    Prune(PruneArguments),
    /// Print every kind of event: its name, what it means, what its entries may say.
    Events {
        /// The language of the meanings: zh-CN or en.
        #[arg(long, default_value = "en")]
        language: Locale,
    },
}

/// Arguments of `hufu audit verify`.
#[derive(Args)]
pub struct VerifyArguments {
    /// The configuration file; only its audit store is read.
    #[arg(long, required_unless_present = "store")]
    pub config: Option<PathBuf>,
    /// Instead: the file of an SQLite audit store, with its -wal file beside it if it has one.
    #[arg(long, conflicts_with = "config")]
    pub store: Option<PathBuf>,
    /// A checkpoint kept elsewhere, or a folder of checkpoints and hashes. More than one can be named.
    #[arg(long)]
    pub against: Vec<PathBuf>,
    /// The log's verification key, or a file that holds it. Without it, the keys that the store names are believed.
    #[arg(long)]
    pub key: Vec<String>,
}

/// Arguments of `hufu audit prove`.
#[derive(Args)]
pub(super) struct ProveArguments {
    /// The entry's number. The proof is under the smallest checkpoint over it; where there is none yet, one is made.
    #[arg(required_unless_present = "between")]
    sequence: Option<i64>,
    /// Instead: the sizes of two checkpoints, the older first.
    #[arg(long, num_args = 2, value_names = ["OLDER", "YOUNGER"], conflicts_with = "sequence")]
    between: Option<Vec<i64>>,
    /// The configuration file.
    #[arg(long)]
    config: PathBuf,
    /// Where to write it; printed when absent.
    #[arg(long)]
    out: Option<PathBuf>,
}

/// Arguments of `hufu audit prune`.
#[derive(Args)]
pub(super) struct PruneArguments {
    /// The configuration file.
    #[arg(long)]
    config: PathBuf,
    /// Write the bodies there first. Default: audit.archive_directory.
    #[arg(long)]
    archive: Option<PathBuf>,
    /// Only say what would go.
    #[arg(long)]
    dry_run: bool,
}

pub(super) async fn run(command: &AuditCommand) -> Result<ExitCode, CommandError> {
    let done = match command {
        AuditCommand::Verify(arguments) => return Ok(verdict(verify::run(arguments).await)),
        AuditCommand::Check { proof, key } => return Ok(verdict(check::run(proof, key))),
        AuditCommand::Prove(arguments) => actions::prove(arguments).await,
        AuditCommand::Key { config } => actions::key(config).await,
        AuditCommand::Checkpoint { config } => actions::checkpoint(config).await,
        AuditCommand::Prune(arguments) => actions::prune(arguments).await,
        AuditCommand::Events { language } => {
            print!("{}", events::table(*language));
            Ok(())
        }
    };
    done.map(|()| ExitCode::SUCCESS)
}

/// Exit code 1 is for a log or a proof that does not hold: whoever watches must be able to tell that from a file that is not
/// there, which is 2.
fn verdict(result: Result<ExitCode, CommandError>) -> ExitCode {
    result.unwrap_or_else(|error| {
        eprintln!("hufu: {error}");
        ExitCode::from(2)
    })
}
