//! The real application on port 0 with databases of its own, spoken to over HTTPS.
//!
//! Nothing is mocked but the clock, which tests move by hand.

#![allow(dead_code, reason = "each test binary uses a part of it")]

pub mod browser;
mod client;
mod databases;
pub mod log;

#[allow(unused_imports, reason = "each test binary uses a part of it")]
pub use client::{Client, Page};
pub use databases::Engine;

use std::{
    net::SocketAddr,
    num::NonZeroU32,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use actix_web::dev::ServerHandle;
use hufu::{
    app::App,
    base::clock::{Clock, Timestamp},
    cli::demo::{self, DemoArguments, description::Description, folder::Claim},
    config::Config,
    kernel::Kernel,
};

/// Runs one test body on both engines, each with databases of its own.
#[macro_export]
macro_rules! on_both_engines {
    ($(#[$meta:meta])* async fn $name:ident($app:ident: $type:ty) $body:block) => {
        mod $name {
            use super::*;

            async fn body($app: $type) $body

            $(#[$meta])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                let app = $crate::harness::TestApp::spawn($crate::harness::Engine::Sqlite).await;
                body(&app).await;
                app.stop().await;
            }

            $(#[$meta])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                let app = $crate::harness::TestApp::spawn($crate::harness::Engine::Postgres).await;
                body(&app).await;
                app.stop().await;
            }
        }
    };
}

/// A running Hufu with the demo's five people and a few orders.
pub struct TestApp {
    pub engine: Engine,
    pub address: SocketAddr,
    /// The plain listener, if there is one.
    pub redirect: Option<SocketAddr>,
    pub config: Config,
    pub clock: Clock,
    pub description: Description,
    kernel: Arc<Kernel>,
    handle: ServerHandle,
    claim: Claim,
    directory: tempfile::TempDir,
}

/// Orders in a fresh test application.
pub const ORDERS: u32 = 60;

impl TestApp {
    pub async fn spawn(engine: Engine) -> Self {
        Self::spawn_with(engine, ORDERS, |_| {}).await
    }

    /// Starts it with another number of orders or another configuration.
    pub async fn spawn_with(engine: Engine, orders: u32, change: impl FnOnce(&mut Config)) -> Self {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let directory = tempfile::tempdir().expect("a directory");
        // Certificates are checked against the real time, so the test's own clock starts there.
        let clock = Clock::manual(Clock::system().now());
        let arguments = DemoArguments {
            data: directory.path().join("data"),
            listen: "localhost:8443".to_owned(),
            orders,
            reset: false,
        };
        let (mut config, claim) = demo::prepare(&arguments, &clock).expect("preparing");
        config.listen.redirect = None;
        // The tests of one address ask faster than any office.
        config.listen.requests_per_second = NonZeroU32::MAX;
        // One address, so that port 0 gives one port.
        config.listen.back_office.host = "127.0.0.1".to_owned();
        config.listen.back_office.port = 0;
        if engine == Engine::Postgres {
            config.stores = databases::postgres().await;
        }
        change(&mut config);
        let app = App::build(&config, clock.clone()).await.expect("starting");
        let description = demo::seed(app.kernel(), &config, &arguments)
            .await
            .expect("seeding");
        let address = app.listening().back_office[0];
        let redirect = app.listening().redirect.first().copied();
        let (kernel, handle) = (Arc::clone(app.kernel()), app.handle());
        tokio::spawn(app.run());
        Self {
            engine,
            address,
            redirect,
            config,
            clock,
            description,
            kernel,
            handle,
            claim,
            directory,
        }
    }

    pub fn kernel(&self) -> &Arc<Kernel> {
        &self.kernel
    }

    pub fn data(&self) -> PathBuf {
        self.config.data_directory.clone()
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A browser-like client without a session.
    pub fn visitor(&self) -> Client {
        Client::new(self.address, &self.data().join("ca.pem"))
    }

    /// A client logged in as the first person of this role.
    pub async fn login(&self, role: &str) -> Client {
        let person = self
            .description
            .person(role)
            .expect("a person of this role");
        let mut client = self.visitor();
        client.log_in(self, &person.phone, &person.password).await;
        client
    }

    /// The newest code sent to this phone.
    pub fn newest_code(&self, phone: &str) -> Option<String> {
        codes(&self.config.sms.outbox, phone).pop()
    }

    /// The phone of one of the synthetic travellers.
    pub fn some_travellers_phone(&self) -> String {
        let traveller = demo::seed::generator(ORDERS, self.now())
            .travellers()
            .next()
            .expect("a traveller");
        traveller
            .expect("a valid traveller")
            .phone
            .expose()
            .to_owned()
    }

    pub async fn stop(self) {
        self.handle.stop(false).await;
    }
}

/// The codes that an outbox holds for this phone, the newest last.
pub fn codes(outbox: &Path, phone: &str) -> Vec<String> {
    let messages = std::fs::read_to_string(outbox).unwrap_or_default();
    let messages = messages
        .lines()
        .map(|line| serde_json::from_str(line).expect("a message"));
    messages
        .filter(|message: &serde_json::Value| message["phone"] == phone)
        .filter_map(|message| message["code"].as_str().map(str::to_owned))
        .collect()
}

/// The code that comes after the `known` ones; messages are delivered in the background, so it may take a moment.
pub async fn next_code(outbox: &Path, phone: &str, known: usize) -> String {
    for _ in 0..100 {
        if let Some(code) = codes(outbox, phone).into_iter().nth(known) {
            return code;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("no code was sent");
}
