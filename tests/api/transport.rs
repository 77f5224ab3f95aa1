//! TLS 1.2 or newer, strong suites, and a plain listener that only redirects (T1, T3).

use std::{
    io::{Read, Write},
    net::TcpStream,
    sync::Arc,
    time::Duration,
};

use rustls::{
    ClientConfig, ClientConnection, RootCertStore,
    crypto::{CryptoProvider, aws_lc_rs},
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};

use crate::harness::{Engine, TestApp, log};

/// A client that trusts the demo's authority and offers `provider` and `version`.
fn connection(
    app: &TestApp,
    provider: CryptoProvider,
    version: &'static rustls::SupportedProtocolVersion,
) -> ClientConnection {
    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_file(app.data().join("ca.pem")).expect("the authority"))
        .expect("a root");
    let config = ClientConfig::builder_with_provider(Arc::new(provider))
        .with_protocol_versions(&[version])
        .expect("a version")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").expect("a name");
    ClientConnection::new(Arc::new(config), name).expect("a client")
}

/// Shakes hands with what `provider` offers.
fn handshake(
    app: &TestApp,
    provider: CryptoProvider,
    version: &'static rustls::SupportedProtocolVersion,
) -> bool {
    let mut tls = connection(app, provider, version);
    let mut socket = TcpStream::connect(app.address).expect("a connection");
    while tls.is_handshaking() {
        if tls.complete_io(&mut socket).is_err() {
            return false;
        }
    }
    true
}

#[tokio::test(flavor = "multi_thread")]
async fn modern_handshakes_succeed_and_old_ones_fail() {
    let app = TestApp::spawn(Engine::Sqlite).await;
    assert!(handshake(
        &app,
        aws_lc_rs::default_provider(),
        &rustls::version::TLS13
    ));
    assert!(handshake(
        &app,
        aws_lc_rs::default_provider(),
        &rustls::version::TLS12
    ));

    // A ClientHello that offers TLS 1.0 with RSA and CBC: answered with an alert, never with a ServerHello.
    let hello = [
        &[22, 3, 1, 0, 47, 1, 0, 0, 43, 3, 1][..],
        &[7; 32],
        &[0, 0, 4, 0, 0x2f, 0, 0x35, 1, 0],
    ]
    .concat();
    let mut socket = TcpStream::connect(app.address).expect("a connection");
    socket.write_all(&hello).expect("writing");
    let mut answer = [0; 1];
    let read = socket.read(&mut answer).unwrap_or(0);
    assert!(
        read == 0 || answer[0] == 21,
        "an old handshake was answered with record type {}",
        answer[0]
    );
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_plain_listener_only_redirects() {
    let app = TestApp::spawn_with(Engine::Sqlite, 0, |config| {
        let mut redirect = config.listen.back_office.clone();
        redirect.port = 0;
        config.listen.redirect = Some(redirect);
    })
    .await;
    let address = app.redirect.expect("a plain listener");
    let mut socket = TcpStream::connect(address).expect("a connection");
    socket
        .write_all(
            b"GET /orders?status=paid HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        )
        .expect("writing");
    let mut answer = String::new();
    socket.read_to_string(&mut answer).expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 308"), "{answer}");
    assert!(
        answer
            .to_ascii_lowercase()
            .contains("location: https://localhost"),
        "{answer}"
    );
    assert!(answer.contains("/orders?status=paid"), "{answer}");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_never_ends_is_given_up() {
    let app = TestApp::spawn_with(Engine::Sqlite, 1, |config| {
        config.door.form_patience = Duration::from_secs(1);
    })
    .await;
    let mut tls = connection(&app, aws_lc_rs::default_provider(), &rustls::version::TLS13);
    let mut socket = TcpStream::connect(app.address).expect("a connection");
    let mut stream = rustls::Stream::new(&mut tls, &mut socket);
    let request = "POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n\
                   Content-Length: 60\r\n\r\ncsrf=";
    stream.write_all(request.as_bytes()).expect("a request");
    let mut status = [0; 12];
    stream.read_exact(&mut status).expect("an answer");
    assert_eq!(&status, b"HTTP/1.1 408");
    let entries = log::of_people(&app, 0).await;
    assert_eq!(
        entries.last().map(|entry| entry.event.as_str()),
        Some("access.denied")
    );
    app.stop().await;
}
