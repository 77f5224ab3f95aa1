//! `hufu audit check`: a proof and keys, and nothing else. `hufu-check` is the same without the rest of Hufu.

use std::{path::Path, process::ExitCode};

use hufu_proof::{check, read_keys};

use crate::cli::CommandError;

pub(super) fn run(proof: &Path, key: &str) -> Result<ExitCode, CommandError> {
    let keys = read_keys(key)?;
    let verdict = check(proof, &keys, &[]);
    let verdict = verdict.map_err(|error| format!("{}: {error}", proof.display()))?;
    println!("{verdict}");
    Ok(ExitCode::from(verdict.exit_code()))
}
