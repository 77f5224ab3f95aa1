//! `hufu audit check`: a proof and a key, and nothing else.

use std::{fs, path::Path, process::ExitCode};

use serde::Deserialize;

use crate::{
    cli::CommandError,
    kernel::{
        audit::VerifierKey,
        evidence::{ENTRY_FORMAT, EntryBundle, GROWTH_FORMAT, GrowthBundle},
    },
};

/// What every proof begins with.
#[derive(Deserialize)]
struct Proof {
    format: String,
}

pub(super) fn run(proof: &Path, key: &str) -> Result<ExitCode, CommandError> {
    let text = fs::read_to_string(proof)?;
    let key = read_key(key)?;
    let form: Proof = serde_json::from_str(&text)?;
    let (checked, meaning) = match form.format.as_str() {
        ENTRY_FORMAT => {
            let bundle: EntryBundle = serde_json::from_str(&text)?;
            let meaning = format!("entry {} is in the log of {}", bundle.sequence, key.name());
            (bundle.check(&key), meaning)
        }
        GROWTH_FORMAT => {
            let bundle: GrowthBundle = serde_json::from_str(&text)?;
            let (older, younger) = (bundle.consistency.first, bundle.consistency.second);
            let name = key.name();
            let meaning =
                format!("the {younger} entries of {name} begin with the {older} of before");
            (bundle.check(&key), meaning)
        }
        other => {
            return Err(format!("{other} is no form of a proof that this version knows").into());
        }
    };
    match checked {
        Ok(()) => {
            println!("the proof holds: {meaning}");
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            println!("the proof does not hold: {error}");
            Ok(ExitCode::FAILURE)
        }
    }
}

/// A key as it is written, or the file that holds it.
pub(super) fn read_key(text: &str) -> Result<VerifierKey, CommandError> {
    if let Ok(key) = text.parse() {
        return Ok(key);
    }
    let file = fs::read_to_string(text)
        .map_err(|error| format!("{text} is neither a verification key nor a file: {error}"))?;
    Ok(file.parse()?)
}
