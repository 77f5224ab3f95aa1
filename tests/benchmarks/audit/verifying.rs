//! Verification of the log that was just written, against SHA-256 of as many bytes.

use std::time::Instant;

use hufu::{
    config::{Config, StoreLocation},
    kernel::{
        audit::{Outside, Verification, verify},
        db::{Location, Store, StoreName},
    },
};
use sha2::{Digest, Sha256};

use crate::{Outcome, say};

/// About what one body takes.
const BODY: usize = 480;

pub(crate) async fn measure(config: &Config) -> Outcome<()> {
    let location = match &config.stores.audit {
        StoreLocation::Sqlite(path) => Location::Sqlite(path.clone()),
        StoreLocation::Postgres { reader, .. } => Location::Postgres {
            reader: reader.expose().to_owned(),
            writer: reader.expose().to_owned(),
            owner: reader.expose().to_owned(),
        },
    };
    let pool = Store::open_read_only(StoreName::Audit, &location).await?;
    let begun = Instant::now();
    let found = verify(&pool, &Outside::default(), |_, _| ()).await?;
    let seconds = begun.elapsed().as_secs_f64();
    let Verification::Whole(whole) = found else {
        return Err("the log does not hold".into());
    };
    say("verified", whole.entries as f64 / seconds, "entries/s");
    let body = vec![b'x'; BODY];
    let begun = Instant::now();
    let mut last = Vec::new();
    for _ in 0..whole.entries {
        last = Sha256::digest(&body).to_vec();
    }
    let seconds = begun.elapsed().as_secs_f64();
    std::hint::black_box(last);
    say(
        "SHA-256 of as many bodies alone",
        whole.entries as f64 / seconds,
        "bodies/s",
    );
    Ok(())
}
