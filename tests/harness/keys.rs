//! A key service that can be switched off: the one that the configuration names, behind a switch.

use std::sync::{Arc, Mutex};

use hufu::{
    app::key_service,
    base::clock::Clock,
    config::Config,
    kernel::vault::{GeneratedKey, KeyBytes, KeyService, KeyServiceError, MasterKeyFuture},
};

/// The key service, and what happens instead when it is asked.
pub struct Switch {
    service: Arc<dyn KeyService>,
    instead: Mutex<Option<KeyServiceError>>,
}

impl Switch {
    pub fn new(config: &Config, clock: &Clock) -> Arc<Self> {
        Arc::new(Self {
            service: key_service::open(config, clock.clone()).expect("a key service"),
            instead: Mutex::new(None),
        })
    }

    /// As when nobody answers.
    pub fn go_away(&self) {
        self.set(Some(KeyServiceError::Away("switched off".into())));
    }

    /// As when the master key is disabled.
    pub fn deny(&self) {
        self.set(Some(KeyServiceError::Denied("switched off".into())));
    }

    pub fn come_back(&self) {
        self.set(None);
    }

    fn set(&self, instead: Option<KeyServiceError>) {
        *self.instead.lock().expect("the switch") = instead;
    }

    fn check(&self) -> Result<(), KeyServiceError> {
        let instead = self.instead.lock().expect("the switch").clone();
        instead.map_or(Ok(()), Err)
    }
}

impl KeyService for Switch {
    fn generate<'a>(&'a self, context: &'a str) -> MasterKeyFuture<'a, GeneratedKey> {
        Box::pin(async move {
            self.check()?;
            self.service.generate(context).await
        })
    }

    fn unwrap<'a>(&'a self, wrapped: &'a [u8], context: &'a str) -> MasterKeyFuture<'a, KeyBytes> {
        Box::pin(async move {
            self.check()?;
            self.service.unwrap(wrapped, context).await
        })
    }

    fn rewrap<'a>(&'a self, wrapped: &'a [u8], context: &'a str) -> MasterKeyFuture<'a, Vec<u8>> {
        Box::pin(async move {
            self.check()?;
            self.service.rewrap(wrapped, context).await
        })
    }
}
