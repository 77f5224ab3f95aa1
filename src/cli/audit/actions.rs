//! What is recorded in the log that it is about: proofs, the key, checkpoints, pruning.

use std::{fs, path::Path, sync::Arc};

use super::{ProveArguments, PruneArguments};
use crate::{
    app::open_kernel,
    base::clock::Clock,
    cli::CommandError,
    config::Config,
    kernel::{
        Kernel,
        authz::Grant,
        evidence::{
            CheckpointMake, EvidenceProve, EvidencePrune, deliver, make, prove_consistency,
            prove_entry, prunable, unfinished, verification_keys,
        },
        failure::Failure,
    },
};

async fn open(config: &Path) -> Result<Arc<Kernel>, CommandError> {
    let config = Config::load(config)?;
    Ok(open_kernel(&config, Clock::system()).await?)
}

pub(super) async fn prove(arguments: &ProveArguments) -> Result<(), CommandError> {
    let kernel = open(&arguments.config).await?;
    let prove = |sequence| {
        Grant::<EvidenceProve>::operate(&kernel, async move |grant| {
            prove_entry(&grant, sequence).await
        })
    };
    let consistency = |older, younger| {
        Grant::<EvidenceProve>::operate(&kernel, async move |grant| {
            prove_consistency(&grant, older, younger).await
        })
    };
    if let Some([older, younger]) = arguments.between.as_deref()
        && older > younger
    {
        return Err(format!("name the older checkpoint first: {younger} {older}").into());
    }
    let text = match (arguments.sequence, arguments.between.as_deref()) {
        (Some(sequence), _) => match prove(sequence).await {
            Ok((bundle, _)) => serde_json::to_string_pretty(&bundle)?,
            Err(Failure::NotFound) => {
                return Err(format!("there is no entry {sequence}, or its body was pruned").into());
            }
            Err(failure) => return Err(failure.into()),
        },
        (None, Some([older, younger])) => match consistency(*older, *younger).await {
            Ok(bundle) => serde_json::to_string_pretty(&bundle)?,
            Err(Failure::NotFound) => {
                return Err(format!(
                    "there are no checkpoints of {older} and of {younger} entries; name the sizes of two that there are"
                )
                .into());
            }
            Err(failure) => return Err(failure.into()),
        },
        _ => return Err("name an entry, or two checkpoints with --between".into()),
    };
    match &arguments.out {
        Some(file) => fs::write(file, text + "\n")
            .map_err(|error| format!("{} cannot be written: {error}", file.display()))?,
        None => println!("{text}"),
    }
    Ok(())
}

pub(super) async fn key(config: &Path) -> Result<(), CommandError> {
    let kernel = open(config).await?;
    let keys =
        Grant::<EvidenceProve>::operate(&kernel, async |grant| verification_keys(&grant).await);
    for key in keys.await? {
        println!("{key}");
    }
    Ok(())
}

pub(super) async fn checkpoint(config: &Path) -> Result<(), CommandError> {
    let kernel = open(config).await?;
    let checkpoint = Grant::<CheckpointMake>::operate(&kernel, make).await?;
    print!("{}", checkpoint.note());
    deliver(&kernel).await?;
    Ok(())
}

pub(super) async fn prune(arguments: &PruneArguments) -> Result<(), CommandError> {
    let kernel = open(&arguments.config).await?;
    let due = match unfinished(&kernel).await? {
        Some(begun) => Some(begun),
        None => prunable(&kernel).await?,
    };
    let Some(due) = due else {
        println!("No entry is past its retention.");
        return Ok(());
    };
    let cutoff = due.cutoff.local();
    if arguments.dry_run {
        println!(
            "Entries {} to {}, from before {cutoff}, would be removed.",
            due.first, due.through
        );
        return Ok(());
    }
    let configured = kernel.settings().evidence.archive_directory.clone();
    let archive = arguments.archive.clone().or(configured);
    let removed = Grant::<EvidencePrune>::operate(&kernel, async |grant| {
        crate::kernel::evidence::prune(&grant, archive.as_deref()).await
    });
    let removed = removed.await?;
    println!("Removed {removed} entries from before {cutoff}; their hashes stay.");
    Ok(())
}
