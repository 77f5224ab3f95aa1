//! A start, another policy, and a stop.

use std::sync::Arc;

use super::{
    SystemStart, SystemStop,
    configuration::{self, Configuration},
    events, policy,
};
use crate::kernel::{
    Kernel,
    audit::Event,
    authz::{Grant, Policy},
    db::Engine,
    failure::Failure,
};

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Records that Hufu starts, then what changed since it last did.
///
/// # Errors
/// When the log or the store refuses; nothing may be served then.
pub async fn record_start(
    kernel: &Arc<Kernel>,
    configuration: &Configuration,
) -> Result<(), Failure> {
    let grant = Grant::<SystemStart>::system(kernel).await?;
    let engine = match kernel.business().reader().engine() {
        Engine::Sqlite => "sqlite",
        Engine::Postgres => "postgres",
    };
    let event = Event::new()
        .field(events::VERSION, VERSION)
        .field(events::ENGINE, engine)
        .field(events::CONFIGURATION, configuration.digest);
    drop(grant.record_step(event).await?);
    configuration::record(&grant, configuration).await?;
    policy::record(&grant, &kernel.policy()).await
}

/// Records what another policy changes, then puts it in the place of the one before. One role after another is recorded: where
/// the log goes away between two of them, the policy before stays, and the next reading or start records the rest.
///
/// # Errors
/// When the log or the store refuses; the policy before stays.
pub async fn change_policy(kernel: &Arc<Kernel>, policy: Policy) -> Result<(), Failure> {
    let grant = Grant::<SystemStart>::system(kernel).await?;
    policy::record(&grant, &policy).await?;
    kernel.replace_policy(policy);
    Ok(())
}

/// Records that Hufu stops, after the last request was answered.
pub async fn record_stop(kernel: &Arc<Kernel>) -> Result<(), Failure> {
    let grant = Grant::<SystemStop>::system(kernel).await?;
    let event = Event::new().field(events::VERSION, VERSION);
    grant.record(event).await.map(drop)
}
