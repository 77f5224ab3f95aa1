//! `hufu import`: travellers, orders and payments from CSV files.
//!
//! Owns: the progress bar, the interrupt, the exit code. Ctrl-C ends after the batches under way: what is stored stays,
//! and running the same command again continues.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
    time::{Duration, Instant},
};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::CommandError;
use crate::{
    app::open_kernel,
    base::clock::Clock,
    config::Config,
    features::import::{
        Counts, FileRows, ImportError, Kind, Orders, Payments, Rejects, Source, Stop, Travellers,
        import, refuse,
    },
    kernel::{Kernel, authz::Grant},
};

/// Arguments of `hufu import`: at least one file; travellers come first, then orders, then payments.
#[derive(Args, Debug)]
#[command(group(clap::ArgGroup::new("files").required(true).multiple(true).args(["travellers", "orders", "payments"])))]
pub struct ImportArguments {
    /// The configuration file.
    #[arg(long)]
    pub config: PathBuf,
    /// CSV file of travellers.
    #[arg(long)]
    pub travellers: Option<PathBuf>,
    /// CSV file of orders.
    #[arg(long)]
    pub orders: Option<PathBuf>,
    /// CSV file of payments.
    #[arg(long)]
    pub payments: Option<PathBuf>,
    /// Where refused rows are listed; a new file in the data folder unless given.
    #[arg(long)]
    pub rejects: Option<PathBuf>,
}

/// Exit code when rows were refused.
const SOME_REFUSED: u8 = 2;
/// Exit code after an interrupt, as shells report SIGINT.
const INTERRUPTED: u8 = 130;

pub(super) async fn run(arguments: &ImportArguments) -> Result<ExitCode, CommandError> {
    let config = Config::load(&arguments.config)?;
    let clock = Clock::system();
    let time = file_time(&clock);
    let kernel = open_kernel(&config, clock).await?;
    let rejects = match &arguments.rejects {
        Some(path) => Rejects::create(path).map_err(|error| refused_list(path, &error)),
        None => {
            let folder = &config.data_directory;
            Rejects::create_in(folder, &time).map_err(|error| refused_list(folder, &error))
        }
    }?;
    let stop = Stop::default();
    let interrupt = tokio::spawn(stop_on_interrupt(stop.clone()));
    let outcome = import_files(&kernel, arguments, &stop, rejects).await;
    interrupt.abort();
    outcome
}

/// The second, as a file's name can hold it: `20261122T100500Z`.
fn file_time(clock: &Clock) -> String {
    let seconds = crate::base::clock::Timestamp::from_micros(clock.now().seconds() * 1_000_000);
    seconds.rfc3339().replace([':', '-'], "")
}

fn refused_list(path: &Path, error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::AlreadyExists => format!(
            "{} is there already and is not overwritten; choose another name with --rejects",
            path.display()
        ),
        _ => format!(
            "the list of refused rows cannot be made: {}: {error}",
            path.display()
        ),
    }
}

async fn stop_on_interrupt(stop: Stop) {
    while tokio::signal::ctrl_c().await.is_ok() {
        if stop.is_asked() {
            std::process::exit(INTERRUPTED.into());
        }
        eprintln!("Stopping after the batches under way; again to stop at once.");
        stop.ask();
    }
}

async fn import_files(
    kernel: &Arc<Kernel>,
    arguments: &ImportArguments,
    stop: &Stop,
    mut rejects: Rejects,
) -> Result<ExitCode, CommandError> {
    let mut counts = Counts::default();
    let result = async {
        counts += file::<Travellers>(kernel, &arguments.travellers, stop, &mut rejects).await?;
        counts += file::<Orders>(kernel, &arguments.orders, stop, &mut rejects).await?;
        counts += file::<Payments>(kernel, &arguments.payments, stop, &mut rejects).await?;
        Ok::<_, CommandError>(())
    }
    .await;
    if let Some(path) = rejects.finish()? {
        println!("Refused rows are listed in {}.", path.display());
    }
    result?;
    if stop.is_asked() {
        println!("Stopped. Run the same command again to continue.");
        return Ok(ExitCode::from(INTERRUPTED));
    }
    Ok(match counts.refused {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::from(SOME_REFUSED),
    })
}

/// Imports one file, if it was given and nobody asked to stop.
async fn file<K: Kind>(
    kernel: &Arc<Kernel>,
    path: &Option<PathBuf>,
    stop: &Stop,
    rejects: &mut Rejects,
) -> Result<Counts, CommandError> {
    match path {
        Some(path) if !stop.is_asked() => import_file::<K>(kernel, path, stop, rejects)
            .await
            .map_err(|error| format!("{}: {error}", path.display()).into()),
        _ => Ok(Counts::default()),
    }
}

async fn import_file<K: Kind>(
    kernel: &Arc<Kernel>,
    path: &Path,
    stop: &Stop,
    rejects: &mut Rejects,
) -> Result<Counts, ImportError> {
    let grant = Grant::<K::Permission>::operator(kernel).await?;
    let opened = FileRows::<K::Cells>::open(path).and_then(|rows| {
        let size = std::fs::metadata(path).map_err(ImportError::File)?.len();
        Ok((rows, size))
    });
    let (rows, size) = match opened {
        Ok(opened) => opened,
        Err(error) => {
            refuse::<K>(grant, Source::CSV).await?;
            return Err(error);
        }
    };
    let name = path.display().to_string();
    let bar = progress_bar(&name, size);
    let begun = Instant::now();
    let items = rows.map(|item| item.map(|item| item.map(K::Row::from)));
    let finished = import::<K>(grant, Source::CSV, items, stop, |progress| {
        bar.set_position(progress.read);
        bar.set_message(tally(progress.counts, begun.elapsed()));
        rejects.add(&name, progress.refused)
    })
    .await;
    bar.finish_and_clear();
    let counts = finished?.counts;
    println!("{name}: {}", tally(counts, begun.elapsed()));
    Ok(counts)
}

/// A bar over the bytes of the file; none where standard error is no terminal.
fn progress_bar(name: &str, size: u64) -> ProgressBar {
    let style =
        ProgressStyle::with_template("{prefix} {bar:30} {bytes}/{total_bytes}, {eta} left\n{msg}")
            .unwrap_or_else(|_| ProgressStyle::default_bar());
    let bar = ProgressBar::new(size).with_style(style);
    bar.set_prefix(name.to_owned());
    bar
}

fn tally(counts: Counts, elapsed: Duration) -> String {
    let rate = counts.total() as f64 / elapsed.as_secs_f64().max(0.001);
    format!(
        "{} stored, {} already there, {} refused, {rate:.0} rows/s",
        counts.stored, counts.there, counts.refused
    )
}

#[cfg(test)]
mod tests;
