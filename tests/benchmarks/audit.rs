//! How fast the log is: entries a second and how long each waits, against one commit each and against the bare engine;
//! verification against SHA-256 of the same bytes; looking for entries among many.
//!
//!     cargo run --release --example audit-bench -- [ENTRIES] [CONFIG]
//!
//! ENTRIES (10000000 unless given) are what is searched among. CONFIG names an empty installation, on PostgreSQL for instance;
//! without it, one on SQLite is made in a temporary folder. Run it on a quiet machine; each line is `name: value unit`.

#[path = "audit/appending.rs"]
mod appending;
#[path = "audit/bare.rs"]
mod bare;
#[path = "audit/searching.rs"]
mod searching;
#[path = "audit/verifying.rs"]
mod verifying;

use std::{error::Error, path::Path, time::Duration};

use hufu::{
    app::open_kernel,
    base::clock::Clock,
    cli::demo::{self, DemoArguments},
    config::Config,
};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Requests that wait for their entry at the same time.
const WAITERS: [usize; 4] = [1, 8, 64, 256];
/// How long each is measured.
const SPELL: Duration = Duration::from_secs(4);

#[tokio::main]
async fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    let entries = arguments
        .next()
        .map_or(Ok(10_000_000), |text| text.parse())?;
    let directory = tempfile::tempdir()?;
    let config = match arguments.next() {
        Some(file) => Config::load(Path::new(&file))?,
        None => {
            let arguments = DemoArguments {
                data: directory.path().join("data"),
                listen: "localhost:8443".to_owned(),
                orders: Some(1),
                reset: false,
            };
            demo::prepare(&arguments, &Clock::system())?.0
        }
    };
    let kernel = open_kernel(&config, Clock::system()).await?;
    for waiters in WAITERS {
        appending::measure(&kernel, waiters).await?;
    }
    bare::measure(directory.path()).await?;
    verifying::measure(&config).await?;
    searching::measure(directory.path(), entries).await
}

/// Prints one figure.
fn say(name: &str, value: f64, unit: &str) {
    println!("{name}: {value:.3} {unit}");
}

/// A percentile of sorted durations, in milliseconds.
fn percentile(sorted: &[Duration], percent: usize) -> f64 {
    let place = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
    sorted.get(place).map_or(0.0, Duration::as_secs_f64) * 1_000.0
}
