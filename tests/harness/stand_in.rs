//! An HTTPS server that answers as it is told, and counts.

#![allow(dead_code, reason = "each test binary uses a part of it")]

use std::{
    net::SocketAddr,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use actix_web::{
    App, HttpRequest, HttpResponse, HttpServer,
    dev::ServerHandle,
    http::StatusCode,
    web::{self, Bytes},
};
use hufu::{
    app::tls::{ReloadableCertificate, server_config},
    base::clock::Clock,
    cli::demo::certificates::{Certificates, ensure},
    config::TlsConfig,
};
use tempfile::TempDir;

/// What was asked.
pub struct Asked {
    pub method: String,
    pub path: String,
    pub query: String,
    pub body: String,
    headers: Vec<(String, String)>,
}

impl Asked {
    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(header, _)| header == name);
        found.map_or("", |(_, value)| value)
    }

    /// Names of the headers that begin like this.
    pub fn headers_with(&self, prefix: &str) -> impl Iterator<Item = &str> {
        let names = self.headers.iter().map(|(name, _)| name.as_str());
        names.filter(move |name| name.starts_with(prefix))
    }
}

/// What is answered.
pub enum Answer {
    With(u16, String),
    Never,
}

/// Answers the n-th call, counted from 1.
pub type Script = dyn Fn(usize, &Asked) -> Answer + Send + Sync;

pub struct StandIn {
    pub address: SocketAddr,
    pub certificates: Certificates,
    calls: Arc<AtomicUsize>,
    handle: ServerHandle,
    _directory: TempDir,
}

/// Certificates for localhost of an authority that nobody else has.
pub fn certificates() -> (TempDir, Certificates) {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let directory = tempfile::tempdir().expect("a directory");
    let certificates = ensure(directory.path(), &[], Clock::system().now()).expect("certificates");
    (directory, certificates)
}

impl StandIn {
    pub async fn start(script: impl Fn(usize, &Asked) -> Answer + Send + Sync + 'static) -> Self {
        let (directory, certificates) = certificates();
        let tls = ReloadableCertificate::load(&TlsConfig {
            certificate: certificates.certificate.clone(),
            private_key: certificates.private_key.clone(),
        });
        let tls = server_config(tls.expect("a certificate")).expect("TLS");
        let calls = Arc::new(AtomicUsize::new(0));
        let (script, counted): (Arc<Script>, _) = (Arc::new(script), Arc::clone(&calls));
        let server = HttpServer::new(move || {
            let (script, counted) = (Arc::clone(&script), Arc::clone(&counted));
            App::new().default_service(web::to(move |request: HttpRequest, body: Bytes| {
                let call = counted.fetch_add(1, Ordering::SeqCst) + 1;
                let answer = script(call, &asked(&request, &body));
                async move {
                    match answer {
                        Answer::Never => std::future::pending().await,
                        Answer::With(status, body) => {
                            HttpResponse::build(StatusCode::from_u16(status).expect("a status"))
                                .insert_header(("location", "https://elsewhere.invalid/"))
                                .content_type("application/json")
                                .body(body)
                        }
                    }
                }
            }))
        })
        .workers(1)
        .disable_signals()
        .bind_rustls_0_23(("127.0.0.1", 0), tls)
        .expect("a port");
        let address = server.addrs()[0];
        let server = server.run();
        let handle = server.handle();
        tokio::spawn(server);
        Self {
            address,
            certificates,
            calls,
            handle,
            _directory: directory,
        }
    }

    pub fn url(&self) -> String {
        format!("https://localhost:{}/", self.address.port())
    }

    pub fn authority(&self) -> Option<PathBuf> {
        Some(self.certificates.ca.clone())
    }

    /// How often it was called.
    pub fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }

    pub async fn stop(&self) {
        self.handle.stop(false).await;
    }
}

fn asked(request: &HttpRequest, body: &Bytes) -> Asked {
    let mut headers: Vec<(String, String)> = request
        .headers()
        .iter()
        .map(|(name, value)| {
            let text = value.to_str().expect("text").to_owned();
            (name.as_str().to_owned(), text)
        })
        .collect();
    if !headers.iter().any(|(name, _)| name == "host") {
        headers.push((
            "host".to_owned(),
            request.connection_info().host().to_owned(),
        ));
    }
    Asked {
        method: request.method().to_string(),
        path: request.path().to_owned(),
        query: request.query_string().to_owned(),
        body: String::from_utf8_lossy(body).into_owned(),
        headers,
    }
}
