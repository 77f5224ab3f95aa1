//! The listeners: the back office over TLS, a plain one that only redirects, and that of operations.

use std::{net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

use actix_web::{
    App as ActixApp, HttpRequest, HttpResponse, HttpServer,
    dev::{Server, ServerHandle},
    http::header,
    middleware::from_fn,
    web::{self, Data, PayloadConfig, ServiceConfig},
};

use tokio::signal::unix::Signal;
use tracing_actix_web::TracingLogger;

use super::{
    DRAIN, StartError, features_of, operations, private, reload,
    serving::{self, Serving},
    static_files,
    tls::{self, ReloadableCertificate},
};
use crate::{
    base::clock::Clock,
    config::{Config, ListenAddress},
    features::lifecycle,
    kernel::{Kernel, authz::KernelHandle, envelope, evidence::make_due, http, jobs},
};

pub struct App {
    kernel: Arc<Kernel>,
    back_office: Server,
    plain: Vec<Server>,
    certificate: Arc<ReloadableCertificate>,
    hangup: Option<Signal>,
    /// The folder that the policy is read again from.
    policy: Option<PathBuf>,
    listening: Listening,
    /// Held until the server ends.
    serving: Option<Serving>,
}

/// Where it listens: the real ports when the configuration said 0.
#[derive(Clone, Debug)]
pub struct Listening {
    pub back_office: Vec<SocketAddr>,
    /// The plain listener that redirects.
    pub redirect: Vec<SocketAddr>,
    /// The plain listener of health and metrics.
    pub operations: Vec<SocketAddr>,
}

impl App {
    /// Opens everything and binds the listeners; nothing is answered before [`run`](Self::run).
    ///
    /// # Errors
    /// When something is missing, weak or taken, or another server has these SQLite stores.
    pub async fn build(config: &Config, clock: Clock) -> Result<Self, StartError> {
        raise_descriptor_limit();
        let hangup = reload::listen();
        if config.exposes_password() {
            tracing::warn!(
                file = %config.file.display(),
                "others can read the configuration file, and the password of a database is in it: run chmod 600 on it, or write env:NAME"
            );
        }
        // Looked at before any store is made.
        ReloadableCertificate::load(&config.tls)?;
        private::create_directory(&config.data_directory).map_err(StartError::Directory)?;
        let serving = serving::claim(config)?;
        let kernel = super::open_kernel(config, clock).await?;
        Self::assemble(config, kernel, Some(serving), hangup).await
    }

    /// Binds the listeners for a kernel that is open already. Nothing keeps another server from the same SQLite stores then: that
    /// is for who opened them.
    ///
    /// # Errors
    /// When a certificate or an envelope's key is missing, or a listener is taken.
    pub async fn build_on(config: &Config, kernel: Arc<Kernel>) -> Result<Self, StartError> {
        Self::assemble(config, kernel, None, reload::listen()).await
    }

    async fn assemble(
        config: &Config,
        kernel: Arc<Kernel>,
        serving: Option<Serving>,
        hangup: Option<Signal>,
    ) -> Result<Self, StartError> {
        let certificate = ReloadableCertificate::load(&config.tls)?;
        let tls = tls::server_config(Arc::clone(&certificate))?;
        envelope::prepare(&kernel)
            .await
            .map_err(StartError::EnvelopeKey)?;
        let shared = Data::new(KernelHandle::new(Arc::clone(&kernel)));
        let demo = config.demo;
        let metrics = kernel.metrics().answers.clone();
        let server = HttpServer::new(move || {
            let metrics = metrics.clone();
            ActixApp::new()
                .app_data(shared.clone())
                .app_data(PayloadConfig::new(http::FORM_LIMIT))
                .wrap(from_fn(http::security_headers))
                .wrap(TracingLogger::<super::request_log::RequestLine>::new())
                .wrap(from_fn(move |request, next| {
                    operations::count_answers(metrics.clone(), request, next)
                }))
                .configure(|config| mount(config, demo))
                .default_service(web::to(http::not_found))
        })
        .shutdown_timeout(DRAIN.as_secs())
        .disable_signals();
        let back = &config.listen.back_office;
        let server = server
            .bind_rustls_0_23((back.host.as_str(), back.port), tls)
            .map_err(|source| StartError::listen(back, source))?;
        let mut listening = Listening {
            back_office: server.addrs(),
            redirect: Vec::new(),
            operations: Vec::new(),
        };
        let mut plain = Vec::new();
        if let Some(address) = &config.listen.redirect {
            let (server, addresses) = redirecting(address, config.listen.public_name.origin())?;
            listening.redirect = addresses;
            plain.push(server);
        }
        if let Some(address) = &config.listen.operations {
            let (server, addresses) = operations::listen(address, &kernel)?;
            listening.operations = addresses;
            plain.push(server);
        }
        // The last thing before it serves: what cannot start is not said to have.
        lifecycle::api::record_start(&kernel, &super::written(config))
            .await
            .map_err(StartError::Enter)?;
        Ok(Self {
            kernel,
            back_office: server.run(),
            plain,
            certificate,
            hangup,
            policy: config.policy.directory.clone(),
            listening,
            serving,
        })
    }

    pub fn listening(&self) -> &Listening {
        &self.listening
    }

    /// The kernel, for seeding and jobs.
    pub fn kernel(&self) -> &Arc<Kernel> {
        &self.kernel
    }

    /// A handle that stops it gracefully.
    pub fn handle(&self) -> ServerHandle {
        self.back_office.handle()
    }

    /// Serves until stopped; requests under way are finished.
    ///
    /// # Errors
    /// When a listener fails.
    pub async fn run(self) -> std::io::Result<()> {
        let _serving = self.serving;
        tokio::spawn(reload::on_hangup(
            self.hangup,
            self.certificate,
            Arc::clone(&self.kernel),
            self.policy,
        ));
        let demo = self.kernel.settings().demo;
        for job in features_of(demo).flat_map(|feature| feature.jobs) {
            jobs::start(Arc::clone(&self.kernel), job);
        }
        let stop = self.back_office.handle();
        tokio::spawn(stop_on_signal(stop));
        let plain: Vec<_> = self
            .plain
            .into_iter()
            .map(|server| (server.handle(), tokio::spawn(server)))
            .collect();
        // The plain ones last until the back office has drained: who watches sees it stop.
        let result = self.back_office.await;
        for (stop, task) in plain {
            stop.stop(false).await;
            task.abort();
        }
        if let Err(error) = lifecycle::api::record_stop(&self.kernel).await {
            tracing::error!(%error, "the stop cannot be recorded in the audit log");
        }
        // The end of the log is under a checkpoint while nobody watches over it.
        if let Err(error) = make_due(&self.kernel, Duration::ZERO).await {
            tracing::error!(%error, "no checkpoint could be made at the stop");
        }
        result
    }
}

/// Mounts the features through the one door, and beside it only what shows no data: health and static files.
#[expect(
    clippy::disallowed_methods,
    reason = "health and static files are the only routes beside the door"
)]
fn mount(config: &mut ServiceConfig, demo: bool) {
    let mut routes = http::Routes::mounting(config);
    for feature in features_of(demo) {
        (feature.routes)(&mut routes);
    }
    config.route("/health", web::get().to(operations::health));
    config.route("/static/{name}", web::get().to(static_files::serve));
}

/// A plain listener whose every answer is a redirect to the same path over TLS (T1).
fn redirecting(
    address: &ListenAddress,
    origin: String,
) -> Result<(Server, Vec<SocketAddr>), StartError> {
    let server = HttpServer::new(move || {
        let origin = origin.clone();
        ActixApp::new()
            .wrap(from_fn(http::security_headers))
            .default_service(web::to(move |request: HttpRequest| {
                let path = request
                    .uri()
                    .path_and_query()
                    .map_or("/", |path| path.as_str());
                let target = format!("{origin}{path}");
                async move {
                    HttpResponse::PermanentRedirect()
                        .insert_header((header::LOCATION, target))
                        .finish()
                }
            }))
    })
    .workers(1)
    .disable_signals()
    .bind((address.host.as_str(), address.port))
    .map_err(|source| StartError::listen(address, source))?;
    let addresses = server.addrs();
    Ok((server.run(), addresses))
}

/// Each connection takes a file descriptor, and the usual soft limit of 1,024 is soon taken by somebody who only connects.
fn raise_descriptor_limit() {
    match rlimit::increase_nofile_limit(rlimit::INFINITY) {
        Ok(limit) if limit < 4096 => {
            tracing::warn!(
                limit,
                "few connections are possible: raise the hard limit of open files"
            );
        }
        Ok(_) => {}
        Err(error) => tracing::warn!(%error, "the limit of open files cannot be raised"),
    }
}

async fn stop_on_signal(server: ServerHandle) {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut terminate), Ok(mut interrupt)) = (
        signal(SignalKind::terminate()),
        signal(SignalKind::interrupt()),
    ) else {
        tracing::error!("signals cannot be listened for");
        return;
    };
    tokio::select! { _ = terminate.recv() => {}, _ = interrupt.recv() => {} }
    tracing::info!("stopping: requests under way are finished");
    server.stop(true).await;
}
