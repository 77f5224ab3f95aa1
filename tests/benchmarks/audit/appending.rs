//! Entries a second through the real writer, each asked for by somebody who waits for it.

use std::{sync::Arc, time::Instant};

use hufu::{
    base::ids::TravellerId,
    features::keys::api::TravellerShred,
    kernel::{Kernel, audit::Event, authz::Grant},
};

use crate::{Outcome, SPELL, percentile, say};

/// So many waiters, each with the next entry as soon as the last is durable.
pub(crate) async fn measure(kernel: &Arc<Kernel>, waiters: usize) -> Outcome<()> {
    let begun = Instant::now();
    let tasks: Vec<_> = (0..waiters)
        .map(|_| tokio::spawn(append(Arc::clone(kernel), begun)))
        .collect();
    let mut waited = Vec::new();
    for task in tasks {
        waited.extend(task.await??);
    }
    let seconds = begun.elapsed().as_secs_f64();
    waited.sort_unstable();
    say(
        &format!("appended, {waiters} waiting"),
        waited.len() as f64 / seconds,
        "entries/s",
    );
    say(
        &format!("wait p50, {waiters} waiting"),
        percentile(&waited, 50),
        "ms",
    );
    say(
        &format!("wait p99, {waiters} waiting"),
        percentile(&waited, 99),
        "ms",
    );
    Ok(())
}

async fn append(
    kernel: Arc<Kernel>,
    begun: Instant,
) -> Result<Vec<std::time::Duration>, hufu::kernel::failure::Failure> {
    let grant = Grant::<TravellerShred>::operator(&kernel).await?;
    let mut waited = Vec::new();
    while begun.elapsed() < SPELL {
        let event = Event::new().subject(TravellerId::generate());
        let asked = Instant::now();
        grant.record_step(event).await?;
        waited.push(asked.elapsed());
    }
    Ok(waited)
}
