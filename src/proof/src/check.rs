//! A file or a folder held against keys, and what came of it in words: what `hufu-check` and `hufu audit check` print.

mod folder;

use std::{
    fmt,
    fs::{self, File},
    io::{self, BufRead, BufReader, Lines},
    path::Path,
};

use serde::Deserialize;

use crate::{
    CONSISTENCY_FORMAT, Checkpoint, ConsistencyBundle, ENTRY_FORMAT, EntryBundle, NoteError,
    SELECTION_FORMAT, SelectionCheck, SelectionError, SelectionHeader, SelectionLine, VerifierKey,
};

/// What is held against each other: 0, 1 and 2 are the exit codes of the programs for the two verdicts and a [`CheckError`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// What is proved, and what is not.
    Holds(String),
    /// What does not hold.
    Fails(String),
}

impl Verdict {
    /// 0 for what holds, 1 for what does not.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Holds(_) => 0,
            Self::Fails(_) => 1,
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Holds(text) | Self::Fails(text)) = self;
        formatter.write_str(text)
    }
}

/// Nothing could be checked: exit code 2.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// A file cannot be read.
    #[error("it cannot be read: {0}")]
    Read(#[from] io::Error),
    /// It is not JSON of one of our forms.
    #[error("the file is no proof of the log: {0}")]
    Form(#[from] serde_json::Error),
    /// A form that a later version may know.
    #[error("{0:?} is no form of a proof that this version knows")]
    Unknown(String),
    /// A key was to be named.
    #[error("no verification key was named")]
    NoKey,
    /// A kept checkpoint is none, or nobody who was named signed it.
    #[error("the checkpoint kept elsewhere cannot be used: {0}")]
    Kept(NoteError),
    /// A kept checkpoint is of another size, and nothing here leads from one to the other.
    #[error(
        "the checkpoint kept elsewhere is of {kept} entries and the proof of {size}: have `hufu audit prove --between` lead from one to the other"
    )]
    Apart {
        /// Entries under the kept one.
        kept: i64,
        /// Entries under that of the proof.
        size: i64,
    },
}

/// What every proof begins with.
#[derive(Deserialize)]
struct Proof {
    format: String,
}

/// Checks a proof in a file, or a folder of published hashes, with keys that were had from elsewhere. Each checkpoint that was kept
/// elsewhere must be of the same log.
///
/// # Errors
/// [`CheckError`] when nothing could be checked.
pub fn check(
    path: &Path,
    keys: &[VerifierKey],
    kept: &[Checkpoint],
) -> Result<Verdict, CheckError> {
    if keys.is_empty() {
        return Err(CheckError::NoKey);
    }
    for checkpoint in kept {
        signer(keys, checkpoint).map_err(CheckError::Kept)?;
    }
    if path.is_dir() {
        return folder::check(path, keys, kept);
    }
    // A selection is as long as somebody asked for; its first line says that it is one.
    let mut lines = BufReader::new(File::open(path)?).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    let form: Option<Proof> = serde_json::from_str(&first).ok();
    if form.is_some_and(|form| form.format == SELECTION_FORMAT) {
        return check_selection(&first, lines, keys, kept);
    }
    let text = fs::read_to_string(path)?;
    let form: Proof = serde_json::from_str(&text)?;
    match form.format.as_str() {
        ENTRY_FORMAT => check_entry(&serde_json::from_str(&text)?, keys, kept),
        CONSISTENCY_FORMAT => check_growth(&serde_json::from_str(&text)?, keys, kept),
        _ => Err(CheckError::Unknown(form.format)),
    }
}

fn check_entry(
    bundle: &EntryBundle,
    keys: &[VerifierKey],
    kept: &[Checkpoint],
) -> Result<Verdict, CheckError> {
    let (checkpoint, key) = match trusted(&bundle.checkpoint, keys) {
        Ok(trusted) => trusted,
        Err(error) => {
            return Ok(fails(format!(
                "the checkpoint in it cannot be trusted: {error}"
            )));
        }
    };
    if let Err(error) = bundle.check(key) {
        return Ok(fails(error));
    }
    if let Some(other) = other_log(&[&checkpoint], kept)? {
        return Ok(other);
    }
    let log = log(&checkpoint, key);
    let sequence = bundle.sequence;
    Ok(Verdict::Holds(format!(
        "the proof holds: entry {sequence} is in {log}"
    )))
}

fn check_growth(
    bundle: &ConsistencyBundle,
    keys: &[VerifierKey],
    kept: &[Checkpoint],
) -> Result<Verdict, CheckError> {
    let trusted = trusted(&bundle.older, keys)
        .and_then(|(older, _)| Ok((older, trusted(&bundle.younger, keys)?)));
    let (older, (younger, key)) = match trusted {
        Ok(trusted) => trusted,
        Err(error) => {
            return Ok(fails(format!(
                "a checkpoint in it cannot be trusted: {error}"
            )));
        }
    };
    if let Err(error) = bundle.check(key) {
        return Ok(fails(error));
    }
    if let Some(other) = other_log(&[&older, &younger], kept)? {
        return Ok(other);
    }
    let (first, second) = (older.size(), younger.size());
    let log = log(&younger, key);
    Ok(Verdict::Holds(format!(
        "the proof holds: the {second} entries of {log} begin with the {first} of before"
    )))
}

/// Line by line, and no further than the first that does not hold.
fn check_selection(
    header: &str,
    lines: Lines<BufReader<File>>,
    keys: &[VerifierKey],
    kept: &[Checkpoint],
) -> Result<Verdict, CheckError> {
    let header: SelectionHeader = serde_json::from_str(header)?;
    let begun = trusted(&header.checkpoint, keys)
        .map_err(SelectionError::from)
        .and_then(|(checkpoint, key)| Ok((SelectionCheck::begin(&header, key)?, checkpoint, key)));
    let (mut check, checkpoint, key) = match begun {
        Ok(begun) => begun,
        Err(error) => return Ok(Verdict::Fails(format!("line 1 does not hold: {error}"))),
    };
    if let Some(other) = other_log(&[&checkpoint], kept)? {
        return Ok(other);
    }
    for (number, line) in (2..).zip(lines) {
        let problem = match serde_json::from_str::<SelectionLine>(&line?) {
            Ok(line) => match check.check(&line) {
                Ok(()) => continue,
                Err(error) => format!("entry {}: {error}", line.sequence),
            },
            Err(_) => "it is no entry with its proof".to_owned(),
        };
        return Ok(Verdict::Fails(format!(
            "line {number} does not hold: {problem}"
        )));
    }
    let found = match check.finish() {
        Ok(found) => found,
        Err(error) => {
            return Ok(Verdict::Fails(format!(
                "the selection is not whole: {error}"
            )));
        }
    };
    let log = log(&checkpoint, key);
    let (count, first, last) = (found.count, found.first, found.last);
    let stretch = match count {
        0 => String::new(),
        _ if found.is_complete() => format!(", all from {first} to {last}"),
        _ => format!(", between {first} and {last}, not all of them"),
    };
    Ok(Verdict::Holds(format!(
        "the proofs hold: {count} entries are in {log}{stretch}\nnot proved: what the header says of filter and pruning, and that no \
         other entry matches"
    )))
}

fn fails(problem: impl fmt::Display) -> Verdict {
    Verdict::Fails(format!("the proof does not hold: {problem}"))
}

/// The log that a key vouches for: a witness has none of its own.
fn log(checkpoint: &Checkpoint, key: &VerifierKey) -> String {
    let origin = checkpoint.origin();
    if key.is_log() {
        format!("the log of {origin}")
    } else {
        let witness = key.name();
        format!("the log that witness {witness} saw under the name {origin}")
    }
}

fn trusted<'a>(
    note: &str,
    keys: &'a [VerifierKey],
) -> Result<(Checkpoint, &'a VerifierKey), NoteError> {
    let checkpoint: Checkpoint = note.parse()?;
    let key = signer(keys, &checkpoint)?;
    Ok((checkpoint, key))
}

/// Which of the keys vouches for a checkpoint; the log's own before a witness's.
fn signer<'a>(
    keys: &'a [VerifierKey],
    checkpoint: &Checkpoint,
) -> Result<&'a VerifierKey, NoteError> {
    let mut signed: Vec<_> = keys
        .iter()
        .filter(|key| checkpoint.check(key).is_ok())
        .collect();
    signed.sort_by_key(|key| !key.is_log());
    signed.first().copied().ok_or(NoteError::Signature)
}

/// Whether a kept checkpoint is of another log than the ones that were proved.
fn other_log(proved: &[&Checkpoint], kept: &[Checkpoint]) -> Result<Option<Verdict>, CheckError> {
    for kept in kept {
        let Some(same) = proved.iter().find(|one| one.size() == kept.size()) else {
            let size = proved.last().map_or(0, |one| one.size());
            let kept = kept.size();
            return Err(CheckError::Apart { kept, size });
        };
        if (same.origin(), same.root()) != (kept.origin(), kept.root()) {
            let size = kept.size();
            return Ok(Some(fails(format!(
                "the checkpoint kept elsewhere is of another log of {size} entries"
            ))));
        }
    }
    Ok(None)
}
