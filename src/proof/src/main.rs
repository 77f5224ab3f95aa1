//! `hufu-check`: a proof of Hufu's audit log or a folder of its published hashes, the log's verification key, and nothing else.

use std::{fs, path::PathBuf, process::ExitCode};

use hufu_proof::{Checkpoint, Verdict, VerifierKey, check, read_keys};

const USAGE: &str = "\
hufu-check FILE --key KEY [--key KEY]... [--checkpoint CHECKPOINT]...

FILE        a proof as `hufu audit prove` writes it or the auditor downloads it, a selection exported as JSON Lines,
            or a folder of checkpoints and hashes
KEY         the log's verification key, a witness's, or a file that holds some. Have it from elsewhere than the proof.
CHECKPOINT  a file with a checkpoint that you kept: what is proved must be of the same log

Exit code 0: it holds. 1: it does not. 2: nothing could be checked.";

fn main() -> ExitCode {
    match run(std::env::args().skip(1)) {
        Ok(verdict) => {
            println!("{verdict}");
            ExitCode::from(verdict.exit_code())
        }
        Err(problem) => {
            eprintln!("hufu-check: {problem}");
            ExitCode::from(2)
        }
    }
}

fn run(mut arguments: impl Iterator<Item = String>) -> Result<Verdict, String> {
    let mut file: Option<PathBuf> = None;
    let mut keys: Vec<VerifierKey> = Vec::new();
    let mut kept: Vec<Checkpoint> = Vec::new();
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or_else(|| USAGE.to_owned());
        match argument.as_str() {
            "--key" => keys.extend(read_keys(&value()?)?),
            "--checkpoint" => kept.push(read_checkpoint(&value()?)?),
            _ if argument.starts_with('-') || file.is_some() => return Err(USAGE.to_owned()),
            _ => file = Some(argument.into()),
        }
    }
    let file = file.ok_or_else(|| USAGE.to_owned())?;
    check(&file, &keys, &kept).map_err(|error| format!("{}: {error}", file.display()))
}

fn read_checkpoint(path: &str) -> Result<Checkpoint, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
    text.parse().map_err(|error| format!("{path}: {error}"))
}
