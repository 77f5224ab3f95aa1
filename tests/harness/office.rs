//! Stores and kernel without listeners, with a clock that can start long ago.

use std::{path::Path, sync::Arc, time::Duration};

use hufu::{
    app::{StartError, open_kernel},
    base::{
        clock::{Clock, Timestamp},
        ids::TravellerId,
    },
    cli::demo::{self, DemoArguments, folder::Claim},
    config::Config,
    features::keys::api::TravellerShred,
    kernel::{Kernel, audit::Event, authz::Grant},
};

use super::{Engine, databases};

pub struct Office {
    pub config: Config,
    pub clock: Clock,
    pub kernel: Arc<Kernel>,
    _claim: Claim,
    directory: tempfile::TempDir,
}

impl Office {
    pub async fn open(engine: Engine, start: Timestamp, change: impl FnOnce(&mut Config)) -> Self {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let directory = tempfile::tempdir().expect("a directory");
        let clock = Clock::manual(start);
        let arguments = DemoArguments {
            data: directory.path().join("data"),
            listen: "localhost:8443".to_owned(),
            orders: Some(1),
            reset: false,
        };
        let (mut config, claim) = demo::prepare(&arguments, &clock).expect("preparing");
        if engine == Engine::Postgres {
            config.stores = databases::postgres().await;
        }
        change(&mut config);
        let kernel = open_kernel(&config, clock.clone()).await.expect("opening");
        Self {
            config,
            clock,
            kernel,
            _claim: claim,
            directory,
        }
    }

    /// As after a stop and a start: what the process remembered is gone.
    pub async fn restart(&mut self) {
        self.try_restart().await.expect("opening");
    }

    /// The same where it may be refused.
    pub async fn try_restart(&mut self) -> Result<(), StartError> {
        self.kernel = open_kernel(&self.config, self.clock.clone()).await?;
        Ok(())
    }

    pub fn folder(&self) -> &Path {
        self.directory.path()
    }

    /// Appends so many entries, each about somebody, a minute apart.
    pub async fn append(&self, count: u32) {
        let grant = Grant::<TravellerShred>::operator(&self.kernel)
            .await
            .expect("a grant");
        for _ in 0..count {
            let event = Event::new().subject(TravellerId::generate());
            grant.record_step(event).await.expect("an entry");
            self.clock.advance(Duration::from_secs(60));
        }
    }
}
