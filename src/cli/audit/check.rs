//! `hufu audit check`: a proof and a key, and nothing else.

use std::{
    fs::{self, File},
    io::{BufRead, BufReader, Lines},
    path::Path,
    process::ExitCode,
};

use hufu_proof::{
    ENTRY_FORMAT, EntryBundle, GROWTH_FORMAT, GrowthBundle, NoteError, SELECTION_FORMAT,
    SelectionCheck, SelectionHeader, SelectionLine, VerifierKey,
};
use serde::Deserialize;

use crate::cli::CommandError;

/// What every proof begins with.
#[derive(Deserialize)]
struct Proof {
    format: String,
}

pub(super) fn run(proof: &Path, key: &str) -> Result<ExitCode, CommandError> {
    let keys = read_keys(key)?;
    checked(proof, &keys).map_err(|error| format!("{}: {error}", proof.display()).into())
}

fn checked(proof: &Path, keys: &[VerifierKey]) -> Result<ExitCode, CommandError> {
    // A selection is as long as somebody asked for; its first line says that it is one.
    let mut lines = BufReader::new(File::open(proof)?).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    let checked = match serde_json::from_str(&first) {
        Ok(Proof { format }) if format == SELECTION_FORMAT => check_selection(&first, lines, keys)?,
        _ => check_bundle(&fs::read_to_string(proof)?, keys)?,
    };
    match checked {
        Ok(meaning) => {
            println!("{meaning}");
            Ok(ExitCode::SUCCESS)
        }
        Err(problem) => {
            println!("{problem}");
            Ok(ExitCode::FAILURE)
        }
    }
}

/// What holds, or what does not, in words.
type Verdict = Result<String, String>;

fn check_bundle(text: &str, keys: &[VerifierKey]) -> Result<Verdict, CommandError> {
    let form: Proof = serde_json::from_str(text)
        .map_err(|error| format!("the file is no proof of the log: {error}"))?;
    let (checked, meaning) = match form.format.as_str() {
        ENTRY_FORMAT => {
            let bundle: EntryBundle = serde_json::from_str(text)?;
            let key = key_for(keys, &bundle.checkpoint)?;
            let meaning = format!("entry {} is in the log of {}", bundle.sequence, key.name());
            (bundle.check(key), meaning)
        }
        GROWTH_FORMAT => {
            let bundle: GrowthBundle = serde_json::from_str(text)?;
            let key = key_for(keys, &bundle.younger)?;
            let (older, younger) = (bundle.consistency.first, bundle.consistency.second);
            let name = key.name();
            let meaning =
                format!("the {younger} entries of {name} begin with the {older} of before");
            (bundle.check(key), meaning)
        }
        other => {
            return Err(format!("{other} is no form of a proof that this version knows").into());
        }
    };
    Ok(match checked {
        Ok(()) => Ok(format!("the proof holds: {meaning}")),
        Err(error) => Err(format!("the proof does not hold: {error}")),
    })
}

/// Line by line, and no further than the first that does not hold.
fn check_selection(
    header: &str,
    lines: Lines<BufReader<File>>,
    keys: &[VerifierKey],
) -> Result<Verdict, CommandError> {
    let header: SelectionHeader = serde_json::from_str(header)?;
    let key = key_for(keys, &header.checkpoint)?;
    let mut check = match SelectionCheck::begin(&header, key) {
        Ok(check) => check,
        Err(error) => return Ok(Err(format!("line 1 does not hold: {error}"))),
    };
    for (number, line) in (2..).zip(lines) {
        let line = line?;
        let problem = match serde_json::from_str::<SelectionLine>(&line) {
            Ok(line) => match check.check(&line) {
                Ok(()) => continue,
                Err(error) => format!("entry {}: {error}", line.sequence),
            },
            Err(_) => "it is no entry with its proof".to_owned(),
        };
        return Ok(Err(format!("line {number} does not hold: {problem}")));
    }
    Ok(match check.finish() {
        Ok(count) => Ok(format!(
            "the proofs hold: {count} entries are in the log of {}",
            key.name()
        )),
        Err(error) => Err(format!("the selection is not whole: {error}")),
    })
}

/// Keys as they are written, one a line, or the file that holds them.
pub(super) fn read_keys(text: &str) -> Result<Vec<VerifierKey>, CommandError> {
    if let Ok(keys) = parse_keys(text) {
        return Ok(keys);
    }
    let file = fs::read_to_string(text)
        .map_err(|error| format!("{text} is neither a verification key nor a file: {error}"))?;
    Ok(parse_keys(&file)?)
}

fn parse_keys(text: &str) -> Result<Vec<VerifierKey>, NoteError> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let keys: Vec<VerifierKey> = lines.map(str::parse).collect::<Result<_, _>>()?;
    (!keys.is_empty()).then_some(keys).ok_or(NoteError::Key)
}

/// The key of the log that a checkpoint is of, else the first.
fn key_for<'a>(keys: &'a [VerifierKey], checkpoint: &str) -> Result<&'a VerifierKey, CommandError> {
    let origin = checkpoint.lines().next();
    let named = keys.iter().find(|key| Some(key.name()) == origin);
    Ok(named.or(keys.first()).ok_or(NoteError::Key)?)
}
