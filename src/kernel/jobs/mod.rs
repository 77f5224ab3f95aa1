//! Background work that survives its process: claimed under a lease, looked for on a timer, woken early when there is some.
//!
//! Owns: the loop around a job and how long a lease lasts. What there is to do stands in the job's own table, so that
//! several instances can work on it and a crash loses nothing but the lease.
//! Must not: know what a job does, or let it do anything without a grant.

use std::{future::Future, pin::Pin, sync::Arc, time::Duration};

use tokio::{sync::watch, task::JoinHandle};

use super::Kernel;
use crate::kernel::failure::Failure;

/// How long a claimed piece of work belongs to who claimed it; renewed while it goes on. When it lapses, the worker is
/// gone: nothing else takes as long between two renewals.
pub const LEASE: Duration = Duration::from_secs(60);

/// What a look for work found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobOutcome {
    /// Something was done: look again at once.
    Worked,
    Idle,
}

/// What a job's [`run`](Job::run) gives.
pub type Running = Pin<Box<dyn Future<Output = Result<JobOutcome, Failure>> + Send>>;

/// One kind of background work.
pub struct Job {
    /// Its name in the process log.
    pub name: &'static str,
    /// How often it looks for work that nobody was told of.
    pub every: Duration,
    /// Does one piece of work, if there is one.
    pub run: fn(Arc<Kernel>) -> Running,
}

/// Says that there is work, so that nobody waits for the timer.
pub struct JobNotify(watch::Sender<()>);

impl Default for JobNotify {
    fn default() -> Self {
        Self(watch::Sender::new(()))
    }
}

impl JobNotify {
    /// Every job of this process looks for work now.
    pub fn notify(&self) {
        self.0.send_replace(());
    }
}

/// Starts the loop of one job. Aborting the handle ends the loop; work under way goes on until the process
/// ends, and what that cuts off ends with its lease.
pub fn start(kernel: Arc<Kernel>, job: &'static Job) -> JoinHandle<()> {
    let mut notify = kernel.jobs.0.subscribe();
    tokio::spawn(async move {
        loop {
            // A task of its own: a mistake in one piece of work must not end the loop.
            let outcome = tokio::spawn((job.run)(Arc::clone(&kernel))).await;
            match outcome {
                Ok(Ok(JobOutcome::Worked)) => continue,
                Ok(Ok(JobOutcome::Idle)) => {}
                Ok(Err(error)) => tracing::error!(job = job.name, %error, "a job failed"),
                Err(_) => tracing::error!(job = job.name, "a job ended early"),
            }
            // The sender cannot close: the kernel that holds it is held here.
            let _ = tokio::time::timeout(job.every, notify.changed()).await;
        }
    })
}
