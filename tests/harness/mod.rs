//! The real application on a free port with databases of its own, spoken to over HTTPS.
//!
//! Nothing is mocked but the clock, which tests move by hand.

#![allow(dead_code, reason = "each test binary uses a part of it")]

pub mod browser;
mod client;
pub mod databases;
pub mod envelope;
pub mod keys;
pub mod log;
pub mod office;
mod people;
pub mod sql;
pub mod waiting;

pub use client::*;
pub use databases::Engine;

use std::{
    net::{IpAddr, SocketAddr},
    num::NonZeroU32,
    path::{Path, PathBuf},
    sync::Arc,
};

use actix_web::dev::ServerHandle;
use hufu::{
    app::{App, StartError, open_kernel_with},
    base::clock::{Clock, Timestamp},
    cli::demo::{self, DemoArguments, description::Description, folder::Claim},
    config::Config,
    kernel::Kernel,
};
use reqwest::ClientBuilder;
use tokio::task::JoinHandle;

use waiting::until;

/// Runs each function as a test on either engine, with databases of its own.
///
/// After `with_app:` they take `&TestApp`, an application with the usual orders; without it they take the [`Engine`].
#[macro_export]
macro_rules! on_each_engine {
    (with_app: $($name:ident)*) => {
        $(mod $name {
            async fn run(engine: $crate::harness::Engine) {
                let app = $crate::harness::TestApp::spawn(engine).await;
                super::$name(&app).await;
                app.stop().await;
            }

            $crate::on_each_engine!(@tests run);
        })*
    };
    ($($name:ident)*) => {
        $(mod $name {
            use super::$name as run;

            $crate::on_each_engine!(@tests run);
        })*
    };
    (@tests $run:ident) => {
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn on_sqlite() {
            $run($crate::harness::Engine::Sqlite).await;
        }

        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn on_postgres() {
            $run($crate::harness::Engine::Postgres).await;
        }
    };
}

/// A running Hufu with the demo's five people and a few orders.
pub struct TestApp {
    pub engine: Engine,
    pub address: SocketAddr,
    /// The plain listener, if there is one.
    pub redirect: Option<SocketAddr>,
    /// The listener of health and metrics, if there is one.
    pub operations: Option<SocketAddr>,
    pub config: Config,
    pub clock: Clock,
    pub description: Description,
    /// The key service between Hufu and its keyring, which tests can switch off.
    pub key_service: Arc<keys::Switch>,
    kernel: Arc<Kernel>,
    handle: ServerHandle,
    running: JoinHandle<std::io::Result<()>>,
    claim: Claim,
    directory: tempfile::TempDir,
}

/// Another instance.
pub struct Second {
    pub kernel: Arc<Kernel>,
    pub address: SocketAddr,
    pub handle: ServerHandle,
}

/// Orders in a fresh test application.
pub const ORDERS: u32 = 60;

impl TestApp {
    pub async fn spawn(engine: Engine) -> Self {
        Self::spawn_with(engine, ORDERS, |_| {}).await
    }

    /// Starts it with another number of orders or another configuration.
    pub async fn spawn_with(engine: Engine, orders: u32, change: impl FnOnce(&mut Config)) -> Self {
        Self::spawn_at(engine, None, orders, change).await
    }

    /// Starts it at a moment long past.
    pub async fn spawn_at(
        engine: Engine,
        start: Option<Timestamp>,
        orders: u32,
        change: impl FnOnce(&mut Config),
    ) -> Self {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let directory = tempfile::tempdir().expect("a directory");
        // Certificates are checked against the real time, so the test's own clock starts there.
        let clock = Clock::manual(Clock::system().now());
        let arguments = DemoArguments {
            data: directory.path().join("data"),
            listen: "localhost:8443".to_owned(),
            orders: Some(orders),
            reset: false,
        };
        let (mut config, claim) = demo::prepare(&arguments, &clock).expect("preparing");
        let clock = start.map_or(clock, Clock::manual);
        config.listen.redirect = None;
        // The tests of one address ask faster than any office.
        config.door.requests_per_second = NonZeroU32::MAX;
        config.listen.back_office.host = "127.0.0.1".to_owned();
        if engine == Engine::Postgres {
            config.stores = databases::postgres().await;
        }
        change(&mut config);
        let key_service = keys::Switch::new(&config, &clock);
        let app = build(&mut config, &clock, &key_service).await;
        let description = demo::seed(app.kernel(), &config, &arguments)
            .await
            .expect("seeding");
        let stopped = Stopped {
            engine,
            config,
            clock,
            description,
            key_service,
            claim,
            directory,
        };
        stopped.serve(app)
    }

    /// Another instance on the same stores, opened and not serving: its jobs do not run.
    pub async fn built_again(&self) -> App {
        build(&mut self.config.clone(), &self.clock, &self.key_service).await
    }

    /// Another instance on the same stores.
    pub async fn second(&self) -> Second {
        let app = self.built_again().await;
        let (kernel, handle) = (Arc::clone(app.kernel()), app.handle());
        let address = app.listening().back_office[0];
        tokio::spawn(app.run());
        Second {
            kernel,
            address,
            handle,
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

    /// The same from another address of this machine, 127.0.0.`last`.
    pub fn visitor_from(&self, last: u8) -> Client {
        let from = IpAddr::from([127, 0, 0, last]);
        self.visitor_with(|client| client.local_address(from))
    }

    /// The same with another way to connect.
    pub fn visitor_with(&self, change: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Client {
        Client::build(self.address, &self.data().join("ca.pem"), change)
    }

    /// A client logged in as the first person of this role.
    pub async fn login(&self, role: &str) -> Client {
        let person = self
            .description
            .person(role)
            .expect("a person of this role");
        self.login_as(person).await
    }

    /// The same at another instance.
    pub async fn login_at(&self, second: &Second, role: &str) -> Client {
        let person = self.description.person(role);
        let person = person.expect("a person of this role");
        let mut client = Client::new(second.address, &self.data().join("ca.pem"));
        client.log_in(self, &person.phone, &person.password).await;
        client
    }

    /// The codes sent to this phone until now.
    pub fn codes(&self, phone: &str) -> Vec<String> {
        codes(&self.config.sms.outbox, phone)
    }

    /// The code sent to this phone after the `known` ones.
    pub async fn next_code(&self, phone: &str, known: usize) -> String {
        next_code(&self.config.sms.outbox, phone, known).await
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

    /// Stops it, waits for its end and keeps its data.
    pub async fn stop_for_restart(self) -> Stopped {
        self.handle.stop(false).await;
        let ended = self.running.await.expect("it runs to its end");
        ended.expect("it served until it was stopped");
        Stopped {
            engine: self.engine,
            config: self.config,
            clock: self.clock,
            description: self.description,
            key_service: self.key_service,
            claim: self.claim,
            directory: self.directory,
        }
    }
}

/// What is left of an application that was stopped.
pub struct Stopped {
    pub engine: Engine,
    pub config: Config,
    pub clock: Clock,
    pub description: Description,
    key_service: Arc<keys::Switch>,
    claim: Claim,
    directory: tempfile::TempDir,
}

impl Stopped {
    /// Starts it anew on the same data.
    pub async fn start(self) -> TestApp {
        let app = open(&self.config, &self.clock, &self.key_service).await;
        self.serve(app.expect("starting"))
    }

    fn serve(self, app: App) -> TestApp {
        let address = app.listening().back_office[0];
        let redirect = app.listening().redirect.first().copied();
        let operations = app.listening().operations.first().copied();
        let (kernel, handle) = (Arc::clone(app.kernel()), app.handle());
        let running = tokio::spawn(app.run());
        TestApp {
            engine: self.engine,
            address,
            redirect,
            operations,
            config: self.config,
            clock: self.clock,
            description: self.description,
            key_service: self.key_service,
            kernel,
            handle,
            running,
            claim: self.claim,
            directory: self.directory,
        }
    }
}

/// Builds it on a free port, which the public name has to say; on another one if somebody was faster.
async fn build(config: &mut Config, clock: &Clock, key_service: &Arc<keys::Switch>) -> App {
    for _ in 0..20 {
        let port = free_port();
        config.listen.back_office.port = port;
        config.listen.public_name.port = port;
        match open(config, clock, key_service).await {
            Ok(app) => return app,
            Err(StartError::Listen { .. }) => {}
            Err(error) => panic!("starting: {error}"),
        }
    }
    panic!("no port is free");
}

async fn open(
    config: &Config,
    clock: &Clock,
    key_service: &Arc<keys::Switch>,
) -> Result<App, StartError> {
    let kernel = open_kernel_with(config, clock.clone(), Arc::clone(key_service) as _).await?;
    App::build_on(config, kernel).await
}

/// A port that nobody has at the moment.
pub fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
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
    until("a code", async || {
        let codes = codes(outbox, phone);
        codes.get(known).cloned().ok_or(codes)
    })
    .await
}
