//! `hufu audit`: checks the log offline. It reads the store and nothing else: no key, no policy, no running server is needed,
//! and a copy kept as evidence stays as it is.

mod events;

use std::{path::Path, process::ExitCode};

use clap::Subcommand;
use indicatif::{ProgressBar, ProgressStyle};

use super::CommandError;
use crate::{
    app::store_location,
    base::locale::Locale,
    config::Config,
    kernel::{
        audit::{self, Verification, WallError},
        db::{Store, StoreName},
    },
};

/// What can be done with the log from the command line.
#[derive(Subcommand)]
pub enum AuditCommand {
    /// Check every entry, and name the first that does not hold.
    Verify {
        /// The configuration file; only its audit store is read.
        #[arg(long)]
        config: std::path::PathBuf,
    },
    /// Print every kind of event: its name, what it means, what its entries may say.
    Events {
        /// The language of the meanings: zh-CN or en.
        #[arg(long, default_value = "zh-CN")]
        language: Locale,
    },
}

pub(super) async fn run(command: &AuditCommand) -> Result<ExitCode, CommandError> {
    match command {
        AuditCommand::Verify { config } => verify(config).await,
        AuditCommand::Events { language } => {
            print!("{}", events::table(*language));
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Checks the whole log and prints one line, and another if the database's own protection of it was changed: exit code 0 when
/// both are whole, 1 otherwise.
///
/// # Errors
/// When the configuration or the store cannot be read.
pub async fn verify(config: &Path) -> Result<ExitCode, CommandError> {
    let config = Config::load(config)?;
    let location = store_location(&config.stores.audit);
    let pool = Store::open_read_only(StoreName::Audit, &location).await?;
    let bar = ProgressBar::new(0).with_style(ProgressStyle::with_template(
        "{bar:40} {human_pos} of {human_len} entries, {eta} left",
    )?);
    let verification = audit::verify(&pool, &audit::Outside::default(), |read, newest| {
        bar.set_length(u64::try_from(newest.max(read)).unwrap_or(0));
        bar.set_position(u64::try_from(read).unwrap_or(0));
    })
    .await;
    bar.finish_and_clear();
    let verification = verification?;
    println!("{}", verdict(&verification));
    let walls = audit::check_walls(&pool).await;
    if let Err(WallError::Altered(wall)) = &walls {
        println!("{wall}");
    } else {
        walls?;
        if matches!(verification, Verification::Whole(_)) {
            return Ok(ExitCode::SUCCESS);
        }
    }
    Ok(ExitCode::FAILURE)
}

fn verdict(verification: &Verification) -> String {
    match verification {
        Verification::Whole(whole) => format!(
            "the log is whole: {} entries, tree head {}",
            whole.entries, whole.root
        ),
        Verification::Broken { sequence, failure } => {
            format!("entry {sequence} does not hold: {failure}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::audit::VerificationFailure;

    #[test]
    fn the_verdict_is_one_clear_line() {
        let broken = Verification::Broken {
            sequence: 17,
            failure: VerificationFailure::Body,
        };
        assert_eq!(
            verdict(&broken),
            "entry 17 does not hold: the body was altered"
        );
        let whole = Verification::Whole(audit::Whole {
            entries: 3,
            pruned: 0,
            root: "ab".into(),
            checkpoint: None,
        });
        assert!(verdict(&whole).starts_with("the log is whole: 3 entries, tree head ab"));
    }
}
