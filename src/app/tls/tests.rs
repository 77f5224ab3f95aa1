//! Handshakes in memory: what the profile lets in, and what reloading changes.

use rustls::pki_types::ServerName;
use rustls::{
    CipherSuite, ClientConfig, ClientConnection, NamedGroup, ProtocolVersion, RootCertStore,
    ServerConnection,
};

use super::*;

/// A self-signed certificate for localhost in `folder`, and its bytes.
fn issue(folder: &Path) -> (TlsConfig, CertificateDer<'static>) {
    let issued = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let files = TlsConfig {
        certificate: folder.join("certificate.pem"),
        private_key: folder.join("key.pem"),
    };
    fs::write(&files.certificate, issued.cert.pem()).unwrap();
    fs::write(&files.private_key, issued.signing_key.serialize_pem()).unwrap();
    fs::set_permissions(&files.private_key, PermissionsExt::from_mode(0o600)).unwrap();
    (files, issued.cert.der().clone())
}

/// Shakes hands in memory with a client that believes only `trusted`.
fn shake(
    server: &Arc<ServerConfig>,
    trusted: &CertificateDer<'static>,
    provider: CryptoProvider,
) -> Result<ClientConnection, rustls::Error> {
    shake_with(
        server,
        trusted,
        provider,
        &[&version::TLS13, &version::TLS12],
    )
}

fn shake_with(
    server: &Arc<ServerConfig>,
    trusted: &CertificateDer<'static>,
    provider: CryptoProvider,
    versions: &[&'static rustls::SupportedProtocolVersion],
) -> Result<ClientConnection, rustls::Error> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(provider))
        .with_protocol_versions(versions)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let mut client =
        ClientConnection::new(Arc::new(config), ServerName::try_from("localhost").unwrap())?;
    let mut server = ServerConnection::new(Arc::clone(server))?;
    while client.is_handshaking() || server.is_handshaking() {
        let mut wire = Vec::new();
        client.write_tls(&mut wire).unwrap();
        server.read_tls(&mut wire.as_slice()).unwrap();
        server.process_new_packets()?;
        wire.clear();
        server.write_tls(&mut wire).unwrap();
        client.read_tls(&mut wire.as_slice()).unwrap();
        client.process_new_packets()?;
    }
    Ok(client)
}

#[test]
fn suites_and_groups_are_those_of_the_profile() {
    let folder = tempfile::tempdir().unwrap();
    let (files, _) = issue(folder.path());
    let config = server_config(ReloadableCertificate::load(&files).unwrap()).unwrap();
    let provider = config.crypto_provider();
    let suites: Vec<CipherSuite> = provider
        .cipher_suites
        .iter()
        .map(|suite| suite.suite())
        .collect();
    // IANA numbers, from the profile's own list.
    let expected = [
        0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8,
    ]
    .map(CipherSuite::from);
    assert_eq!(suites, expected);
    let groups: Vec<NamedGroup> = provider
        .kx_groups
        .iter()
        .map(|group| group.name())
        .collect();
    assert_eq!(
        groups,
        [0x11ec, 0x001d, 0x0017, 0x0018].map(NamedGroup::from)
    );
    assert_eq!(
        config.alpn_protocols,
        [b"h2".to_vec(), b"http/1.1".to_vec()]
    );
}

#[test]
fn both_protocol_versions_work_and_a_group_outside_the_profile_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let (files, trusted) = issue(folder.path());
    let server = Arc::new(server_config(ReloadableCertificate::load(&files).unwrap()).unwrap());
    let newest = shake(&server, &trusted, aws_lc_rs::default_provider()).unwrap();
    assert_eq!(newest.protocol_version(), Some(ProtocolVersion::TLSv1_3));
    let older = shake_with(
        &server,
        &trusted,
        aws_lc_rs::default_provider(),
        &[&version::TLS12],
    )
    .unwrap();
    assert_eq!(older.protocol_version(), Some(ProtocolVersion::TLSv1_2));
    let foreign = CryptoProvider {
        kx_groups: vec![kx_group::MLKEM1024],
        ..aws_lc_rs::default_provider()
    };
    assert!(shake(&server, &trusted, foreign).is_err());
}

#[test]
fn a_renewed_certificate_is_used_from_the_next_handshake_and_a_bad_one_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let (files, first) = issue(folder.path());
    let certificate = ReloadableCertificate::load(&files).unwrap();
    let server = Arc::new(server_config(Arc::clone(&certificate)).unwrap());
    shake(&server, &first, aws_lc_rs::default_provider()).unwrap();
    let (_, second) = issue(folder.path());
    certificate.reload().unwrap();
    shake(&server, &second, aws_lc_rs::default_provider()).unwrap();
    assert!(shake(&server, &first, aws_lc_rs::default_provider()).is_err());
    fs::write(&files.certificate, "nothing").unwrap();
    assert!(matches!(
        certificate.reload(),
        Err(TlsError::NoCertificate { .. })
    ));
    shake(&server, &second, aws_lc_rs::default_provider()).unwrap();
}

#[test]
fn a_key_that_is_open_missing_broken_or_of_another_certificate_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (files, _) = issue(folder.path());
    fs::set_permissions(&files.private_key, PermissionsExt::from_mode(0o640)).unwrap();
    let error = ReloadableCertificate::load(&files).unwrap_err();
    assert!(
        matches!(error, TlsError::KeyIsOpen { mode: 0o640, .. })
            && error.to_string().contains("mode 0640")
    );
    fs::set_permissions(&files.private_key, PermissionsExt::from_mode(0o600)).unwrap();

    let elsewhere = tempfile::tempdir().unwrap();
    let (others, _) = issue(elsewhere.path());
    let mixed = TlsConfig {
        private_key: others.private_key,
        ..files.clone()
    };
    assert!(matches!(
        ReloadableCertificate::load(&mixed),
        Err(TlsError::Unusable { .. })
    ));

    fs::write(&files.private_key, "-----BEGIN PRIVATE KEY-----\nsecret").unwrap();
    assert!(matches!(
        ReloadableCertificate::load(&files),
        Err(TlsError::NoKey { .. })
    ));
    fs::remove_file(&files.private_key).unwrap();
    assert!(matches!(
        ReloadableCertificate::load(&files),
        Err(TlsError::Unreadable { .. })
    ));
}
