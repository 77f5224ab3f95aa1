//! The demonstration's own certificate authority and its certificate for localhost.
//!
//! A real installation brings a real certificate (T2). The authority's key is never written anywhere: whoever trusts `ca.pem` trusts
//! exactly one certificate, and nobody can sign another one with it.

use std::collections::BTreeSet;
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, PKCS_ECDSA_P256_SHA256,
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use zeroize::Zeroizing;

use crate::base::clock::Timestamp;

/// Browsers refuse server certificates of more than 398 days; an hour back covers a client whose clock is behind.
const VALID_FOR: Duration = Duration::from_secs(365 * 24 * 60 * 60);
const BACKDATED: Duration = Duration::from_secs(60 * 60);
/// With less than this left, new ones are made.
const RENEWED_BEFORE_END: Duration = Duration::from_secs(7 * 24 * 60 * 60);
const CA: &str = "ca.pem";
pub(super) const CERTIFICATE: &str = "certificate.pem";
pub(super) const PRIVATE_KEY: &str = "private_key.pem";
const RECORD: &str = "issued.json";
/// What this writes.
pub(super) const FILES: [&str; 4] = [CA, CERTIFICATE, PRIVATE_KEY, RECORD];
const ALWAYS: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

/// Where the files are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificates {
    /// The authority's certificate in PEM, for browsers and scripts to trust.
    pub ca: PathBuf,
    /// The server's certificate in PEM.
    pub certificate: PathBuf,
    /// Its private key in PEM, mode 0600.
    pub private_key: PathBuf,
}

/// Why there are no certificates.
#[derive(Debug, thiserror::Error)]
pub enum CertificatesError {
    /// The folder or a file in it cannot be read or written.
    #[error("{} cannot be used for certificates: {source}", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A name cannot stand in a certificate, or a key could not be made.
    #[error("the certificate cannot be made: {0}")]
    Issue(#[from] rcgen::Error),
    /// The clock of this machine says something that is not a date.
    #[error("the clock of this machine is not set")]
    Clock,
}

/// What the files in the folder are good for: written last, so that it is there only when they are complete.
#[derive(Serialize, Deserialize)]
struct Issued {
    names: BTreeSet<String>,
    expires: Timestamp,
}

/// Gives certificates for localhost, its addresses, and `names` (host names or IP addresses). Those in `directory` are kept when they
/// are for all these names and have seven days left; else all are made anew, the authority included.
///
/// # Errors
/// [`CertificatesError`] when the folder cannot be written or a name is not one.
pub fn ensure(
    directory: &Path,
    names: &[String],
    now: Timestamp,
) -> Result<Certificates, CertificatesError> {
    let names: BTreeSet<String> = ALWAYS
        .into_iter()
        .map(str::to_owned)
        .chain(names.iter().cloned())
        .collect();
    let files = Certificates {
        ca: directory.join(CA),
        certificate: directory.join(CERTIFICATE),
        private_key: directory.join(PRIVATE_KEY),
    };
    let record = directory.join(RECORD);
    if !is_good(&record, &files, &names, now) {
        let made = issue(&names, now)?;
        write(directory, &files, &record, &made).map_err(|source| CertificatesError::Folder {
            path: directory.to_path_buf(),
            source,
        })?;
    }
    Ok(files)
}

fn is_good(record: &Path, files: &Certificates, names: &BTreeSet<String>, now: Timestamp) -> bool {
    let issued = fs::read(record)
        .ok()
        .and_then(|bytes| serde_json::from_slice::<Issued>(&bytes).ok());
    let there = [&files.ca, &files.certificate, &files.private_key]
        .into_iter()
        .all(|file| file.is_file());
    there
        && issued.is_some_and(|issued| {
            names.is_subset(&issued.names) && issued.expires.since(now) >= RENEWED_BEFORE_END
        })
}

struct Made {
    ca: String,
    certificate: String,
    private_key: Zeroizing<String>,
    issued: Issued,
}

fn issue(names: &BTreeSet<String>, now: Timestamp) -> Result<Made, CertificatesError> {
    let (begins, expires) = (now - BACKDATED, now - BACKDATED + VALID_FOR);
    let valid = |params: &mut CertificateParams| -> Result<(), CertificatesError> {
        params.not_before = date(begins)?;
        params.not_after = date(expires)?;
        Ok(())
    };

    let authority_key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
    let mut authority = CertificateParams::default();
    authority
        .distinguished_name
        .push(DnType::CommonName, "Hufu demonstration authority");
    authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    valid(&mut authority)?;
    let ca = authority.self_signed(&authority_key)?.pem();

    let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
    let mut server = CertificateParams::new(names.iter().cloned().collect::<Vec<_>>())?;
    server
        .distinguished_name
        .push(DnType::CommonName, "Hufu demonstration");
    server.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    server.use_authority_key_identifier_extension = true;
    valid(&mut server)?;
    let certificate = server
        .signed_by(&key, &Issuer::new(authority, authority_key))?
        .pem();

    let issued = Issued {
        names: names.clone(),
        expires,
    };
    Ok(Made {
        ca,
        certificate,
        private_key: Zeroizing::new(key.serialize_pem()),
        issued,
    })
}

fn date(at: Timestamp) -> Result<OffsetDateTime, CertificatesError> {
    OffsetDateTime::from_unix_timestamp(at.seconds()).map_err(|_| CertificatesError::Clock)
}

fn write(directory: &Path, files: &Certificates, record: &Path, made: &Made) -> io::Result<()> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(directory)?;
    remove(record)?;
    write_new(&files.private_key, 0o600, made.private_key.as_bytes())?;
    write_new(&files.certificate, 0o644, made.certificate.as_bytes())?;
    write_new(&files.ca, 0o644, made.ca.as_bytes())?;
    write_new(record, 0o644, &serde_json::to_vec(&made.issued)?)
}

/// A new file, never an old one with an old mode.
fn write_new(path: &Path, mode: u32, bytes: &[u8]) -> io::Result<()> {
    remove(path)?;
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(mode)
        .open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;
    use std::sync::Arc;

    use rustls::RootCertStore;
    use rustls::client::WebPkiServerVerifier;
    use rustls::client::danger::ServerCertVerifier;
    use rustls::crypto::aws_lc_rs;
    use rustls::pki_types::pem::PemObject;
    use rustls::pki_types::{CertificateDer, ServerName, UnixTime};

    use super::*;

    const DAY: Duration = Duration::from_secs(24 * 60 * 60);
    const NOW: Timestamp = Timestamp::from_micros(1_795_000_000_000_000);

    /// Whether a client that trusts only `ca` believes that the server is `name` at `at`.
    fn believed(files: &Certificates, name: &str, at: Timestamp) -> bool {
        let mut roots = RootCertStore::empty();
        roots
            .add(CertificateDer::from_pem_file(&files.ca).unwrap())
            .unwrap();
        let provider = Arc::new(aws_lc_rs::default_provider());
        let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider)
            .build()
            .unwrap();
        let leaf = CertificateDer::from_pem_file(&files.certificate).unwrap();
        let at = UnixTime::since_unix_epoch(Duration::from_secs(at.seconds().try_into().unwrap()));
        verifier
            .verify_server_cert(
                &leaf,
                &[],
                &ServerName::try_from(name.to_owned()).unwrap(),
                &[],
                at,
            )
            .is_ok()
    }

    #[test]
    fn the_certificate_is_for_this_machine_and_the_names_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let directory = folder.path().join("certificates");
        let files = ensure(
            &directory,
            &["hufu.example".to_owned(), "10.1.2.3".to_owned()],
            NOW,
        )
        .unwrap();
        for name in ["localhost", "127.0.0.1", "::1", "hufu.example", "10.1.2.3"] {
            assert!(believed(&files, name, NOW), "{name}");
        }
        assert!(!believed(&files, "example.com", NOW));
        assert!(believed(&files, "localhost", NOW + DAY * 180));
        assert!(!believed(&files, "localhost", NOW + DAY * 367));
        assert_eq!(
            fs::metadata(&files.private_key)
                .unwrap()
                .permissions()
                .mode()
                & 0o777,
            0o600
        );
        let pems = fs::read_dir(&directory).unwrap().filter(|entry| {
            fs::read_to_string(entry.as_ref().unwrap().path())
                .unwrap()
                .contains("PRIVATE KEY")
        });
        assert_eq!(pems.count(), 1, "the authority's key must not be kept");
    }

    #[test]
    fn they_are_kept_while_they_are_good_and_made_anew_after() {
        let folder = tempfile::tempdir().unwrap();
        let read = |files: &Certificates| fs::read(&files.certificate).unwrap();
        let first = read(&ensure(folder.path(), &["hufu.example".to_owned()], NOW).unwrap());
        assert_eq!(
            first,
            read(&ensure(folder.path(), &[], NOW + DAY * 300).unwrap())
        );
        let renewed = read(&ensure(folder.path(), &[], NOW + DAY * 358).unwrap());
        assert_ne!(first, renewed);
        let named = read(
            &ensure(
                folder.path(),
                &["other.example".to_owned()],
                NOW + DAY * 358,
            )
            .unwrap(),
        );
        assert_ne!(renewed, named);
        assert!(matches!(
            ensure(folder.path(), &["旅".to_owned()], NOW),
            Err(CertificatesError::Issue(_))
        ));
    }
}
