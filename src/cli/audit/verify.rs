//! `hufu audit verify`: reads the store and what is kept elsewhere, and nothing else.

use std::{fs, io, path::PathBuf, process::ExitCode};

use hufu_proof::{Checkpoint, PublishedLeaves, VerifierKey, read_keys};
use indicatif::{ProgressBar, ProgressStyle};

use super::VerifyArguments;
use crate::{
    app::{log_name, store_location},
    cli::CommandError,
    config::Config,
    kernel::{
        audit::{
            self, AuditReader, Outside, SchemaGuardError, Verification,
            VerificationFailure as Failure, Whole,
        },
        db::{Location, OpenError, Pool, Store, StoreName},
        evidence::{RollbackDetected, check_pinned},
    },
};

/// Checks the whole log and prints one line, after another if the database's own protection of it was changed: exit code 0 when
/// both are whole, 1 otherwise.
///
/// # Errors
/// When the configuration, the store or what is kept elsewhere cannot be read; or when a key was named, and what is kept elsewhere
/// is not signed by it or there is no checkpoint to hold the log against.
pub(super) async fn run(arguments: &VerifyArguments) -> Result<ExitCode, CommandError> {
    let config = arguments.config.as_deref().map(Config::load).transpose()?;
    let location = match (&arguments.store, &config) {
        (Some(file), _) => Location::Sqlite(file.clone()),
        (None, Some(config)) => store_location(&config.stores.audit),
        (None, None) => return Err("name the configuration, or a store".into()),
    };
    let pool = Store::open_read_only(StoreName::Audit, &location).await?;
    let outside = outside(&arguments.against, &arguments.key, &pool).await?;
    let bar = ProgressBar::new(0).with_style(ProgressStyle::with_template(
        "{bar:40} {human_pos} of {human_len} entries, {eta} left",
    )?);
    let verification = audit::verify(&pool, &outside, |read, newest| {
        bar.set_length(u64::try_from(newest.max(read)).unwrap_or(0));
        bar.set_position(u64::try_from(read).unwrap_or(0));
    })
    .await;
    bar.finish_and_clear();
    let verification = verification.map_err(|error| {
        format!("the audit store cannot be read: {error}; a copied file needs the -wal file that lay beside it")
    })?;
    let altered = match audit::check_schema_guards_and_indexes(&pool).await {
        Err(SchemaGuardError::Altered(guards)) => Some(guards),
        read => read.map(|()| None)?,
    };
    let lost = match &config {
        Some(config) => lost(config, &pool).await,
        None => None,
    };
    // First, so that nobody stops reading at entries that hold.
    if let Some(guards) = &altered {
        println!("{guards}");
    }
    if let Some(lost) = &lost {
        println!("{lost}");
    }
    let alone = altered.is_none() && lost.is_none();
    println!("{}", verdict(&verification, &outside, alone));
    match (&verification, altered, lost) {
        (Verification::Whole(whole), None, None) => match missing_evidence(whole, &outside) {
            Some(missing) => Err(missing.into()),
            None => Ok(ExitCode::SUCCESS),
        },
        // What could not be compared is neither whole nor broken.
        (Verification::Whole(_), None, Some(RollbackDetected::Store(_))) => Ok(ExitCode::from(2)),
        _ => Ok(ExitCode::FAILURE),
    }
}

/// What the business store remembers of the log, if that is not what is here, or cannot be compared.
async fn lost(config: &Config, audit: &Pool) -> Option<RollbackDetected> {
    let location = store_location(&config.stores.business);
    let business = match Store::open_read_only(StoreName::Business, &location).await {
        Ok(business) => business,
        Err(OpenError::Database { source, .. }) => return Some(source.into()),
        Err(other) => return Some(sqlx::Error::Configuration(other.into()).into()),
    };
    let log = AuditReader::over(audit.clone());
    check_pinned(&business, Some(&log), &log_name(config))
        .await
        .err()
}

/// What a whole log could not be held against, though somebody named it.
fn missing_evidence(whole: &Whole, outside: &Outside) -> Option<&'static str> {
    let held = whole.entries == 0 || whole.checkpoint.is_some();
    (outside.keys.is_some() && !held).then_some(
        "there is no checkpoint, so the log was held against nothing: the key that was named vouches for none of it",
    )
}

/// Reads files of single checkpoints, and folders of checkpoints and hashes.
async fn outside(
    against: &[PathBuf],
    keys: &[String],
    pool: &Pool,
) -> Result<Outside, CommandError> {
    let mut outside = Outside::default();
    for key in keys {
        let named = outside.keys.get_or_insert_default();
        named.extend(read_keys(key)?);
    }
    let keys = match &outside.keys {
        Some(named) => named.clone(),
        None => audit::stored_keys(pool).await?,
    };
    // What nobody signed says nothing about the store.
    let foreign = |checkpoint: &Checkpoint| {
        let signed = keys.iter().any(|key| checkpoint.check(key).is_ok());
        (!signed).then(|| {
            let origin = checkpoint.origin();
            format!("none of the keys signed it: it was changed, or those are not the keys of `{origin}`")
        })
    };
    for path in against {
        let unreadable =
            |error: &dyn std::fmt::Display| format!("{} cannot be used: {error}", path.display());
        if path.is_dir() {
            let published = PublishedLeaves::open(path).map_err(|error| match error.kind() {
                io::ErrorKind::NotFound => unreadable(&"there is no file `checkpoint` in it"),
                _ => unreadable(&error),
            })?;
            if let Some(foreign) = foreign(published.checkpoint()) {
                return Err(unreadable(&foreign).into());
            }
            outside.add(published).map_err(|error| unreadable(&error))?;
        } else {
            let text = fs::read_to_string(path).map_err(|error| unreadable(&error))?;
            let checkpoint: Checkpoint = text.parse().map_err(|error| unreadable(&error))?;
            if checkpoint.size() == 0 {
                return Err(unreadable(&"it is of no entry").into());
            }
            if let Some(foreign) = foreign(&checkpoint) {
                return Err(unreadable(&foreign).into());
            }
            outside.checkpoints.push(checkpoint);
        }
    }
    Ok(outside)
}

/// One line; `alone` when there is nothing else to say against the log.
fn verdict(verification: &Verification, outside: &Outside, alone: bool) -> String {
    let holds = match alone {
        true => "the log is whole",
        false => "beside that, the entries that are there hold",
    };
    match verification {
        Verification::Whole(whole) => format!(
            "{holds}: {} entries{}, tree head {}; {}",
            whole.entries,
            pruned(whole),
            whole.root,
            held_against(whole, outside)
        ),
        Verification::OpenFailures { sequence, failure } => {
            let key = match (failure, &outside.keys) {
                (Failure::Signature, Some(keys)) => {
                    let names: Vec<_> = keys.iter().map(VerifierKey::name).collect();
                    format!(
                        " (the key that was named is of {}; where the log had another name before, name the key of that too: `hufu audit \
                         key` prints both)",
                        names.join(", ")
                    )
                }
                _ => String::new(),
            };
            format!("entry {sequence} does not hold: {failure}{key}")
        }
    }
}

fn pruned(whole: &Whole) -> String {
    if whole.pruned == 0 {
        return String::new();
    }
    format!(" (of the first {} only hashes are kept)", whole.pruned)
}

fn held_against(whole: &Whole, outside: &Outside) -> String {
    let (size, whose) = match (whole.outside, whole.checkpoint) {
        (Some(size), _) => (size, "a checkpoint kept elsewhere"),
        (None, Some(size)) => (
            size,
            "its own newest checkpoint; name one kept elsewhere with --against to find a rewrite of everything too",
        ),
        (None, None) => {
            return "there is no checkpoint yet, so a rewrite of everything would not show"
                .to_owned();
        }
    };
    let key = if outside.keys.is_none() {
        " (signed by a key that the store itself names; name it with --key)"
    } else {
        ""
    };
    let rest = if size < whole.entries {
        format!(
            "; entries {} to {} are under none yet, so that a rewrite or a loss of them would not show",
            size + 1,
            whole.entries
        )
    } else {
        String::new()
    };
    format!("up to entry {size} it is held against {whose}{key}{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::audit::VerificationFailure;

    #[test]
    fn a_key_that_nothing_is_held_against_is_said() {
        let whole = |checkpoint| Whole {
            entries: 3,
            pruned: 0,
            root: "ab".into(),
            checkpoint,
            outside: None,
        };
        let mut outside = Outside::default();
        assert_eq!(missing_evidence(&whole(None), &outside), None);
        outside.keys = Some(Vec::new());
        assert!(missing_evidence(&whole(None), &outside).is_some());
        assert_eq!(missing_evidence(&whole(Some(2)), &outside), None);
    }

    #[test]
    fn the_verdict_is_one_clear_line() {
        let outside = Outside::default();
        let broken = Verification::OpenFailures {
            sequence: 17,
            failure: VerificationFailure::Body,
        };
        assert_eq!(
            verdict(&broken, &outside, true),
            "entry 17 does not hold: the body was altered"
        );
        let whole = Verification::Whole(Whole {
            entries: 3,
            pruned: 0,
            root: "ab".into(),
            checkpoint: None,
            outside: None,
        });
        let line = verdict(&whole, &outside, true);
        assert!(
            line.starts_with("the log is whole: 3 entries, tree head ab; there is no checkpoint")
        );
    }
}
