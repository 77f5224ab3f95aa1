//! TLS for every listener (T1, T3): which protocols, suites and groups, and the certificate that can be replaced while running
//! (T2).
//!
//! Follows Mozilla's "intermediate" profile, version 6.0, less its finite-field suites, which rustls does not have:
//! <https://wiki.mozilla.org/Security/Server_Side_TLS>. Must not know names or addresses, and prints no key.

use std::fs::{self, File};
use std::io::{self, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use rustls::crypto::CryptoProvider;
use rustls::crypto::aws_lc_rs::{self, cipher_suite, kx_group};
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::{ServerConfig, version};
use zeroize::Zeroizing;

use crate::config::TlsConfig;

/// Why a certificate or its key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file is not there, or this account may not read it.
    #[error(
        "{} cannot be read: {source}. [tls] names a certificate and its private key in PEM, for the public name: ask your certificate \
         authority for them, or try Hufu with `hufu demo`, which makes its own",
        path.display()
    )]
    Unreadable { path: PathBuf, source: io::Error },
    /// Others on this machine can read the private key.
    #[error("{} has mode {mode:04o}: others can read or change the private key; set mode 0600", path.display())]
    KeyIsOpen { path: PathBuf, mode: u32 },
    /// The certificate file has no certificate in it, or a broken one.
    #[error("{} holds no readable certificate in PEM form: {source}", path.display())]
    NoCertificate { path: PathBuf, source: pem::Error },
    /// The key file has no private key in it, or a broken one.
    #[error("{} holds no readable private key in PEM form", path.display())]
    NoKey { path: PathBuf },
    /// The certificate and the key do not belong together, or their kind is not supported.
    #[error("the certificate {} and the private key {} cannot be used together: {source}", certificate.display(), private_key.display())]
    Unusable {
        certificate: PathBuf,
        private_key: PathBuf,
        source: rustls::Error,
    },
    /// The profile itself was not accepted.
    #[error("the TLS profile is not accepted: {0}")]
    Profile(rustls::Error),
}

/// The certificate that handshakes are answered with; replaced by [`ReloadableCertificate::reload`], open connections stay.
#[derive(Debug)]
pub struct ReloadableCertificate {
    files: TlsConfig,
    current: RwLock<Arc<CertifiedKey>>,
}

impl ReloadableCertificate {
    /// Reads both files.
    ///
    /// # Errors
    /// [`TlsError`] names the file and what to do.
    pub fn load(files: &TlsConfig) -> Result<Arc<Self>, TlsError> {
        let current = RwLock::new(Arc::new(read(files)?));
        Ok(Arc::new(Self {
            files: files.clone(),
            current,
        }))
    }

    /// Reads both files again. On an error the certificate in use stays.
    ///
    /// # Errors
    /// [`TlsError`] names the file and what to do.
    pub fn reload(&self) -> Result<(), TlsError> {
        let renewed = Arc::new(read(&self.files)?);
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = renewed;
        Ok(())
    }
}

impl ResolvesServerCert for ReloadableCertificate {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(
            &self.current.read().unwrap_or_else(PoisonError::into_inner),
        ))
    }
}

/// The configuration of a listener: TLS 1.2 and 1.3, HTTP/2 and HTTP/1.1.
///
/// # Errors
/// [`TlsError::Profile`] when the cryptographic library refuses the profile.
pub fn server_config(certificate: Arc<ReloadableCertificate>) -> Result<ServerConfig, TlsError> {
    let mut config = ServerConfig::builder_with_provider(Arc::new(intermediate()))
        .with_protocol_versions(&[&version::TLS13, &version::TLS12])
        .map_err(TlsError::Profile)?
        .with_no_client_auth()
        .with_cert_resolver(certificate);
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

/// The suites and groups of the profile, in its order. They are listed, not taken from the library's defaults, so that an upgrade
/// of the library cannot widen them.
fn intermediate() -> CryptoProvider {
    CryptoProvider {
        cipher_suites: vec![
            cipher_suite::TLS13_AES_128_GCM_SHA256,
            cipher_suite::TLS13_AES_256_GCM_SHA384,
            cipher_suite::TLS13_CHACHA20_POLY1305_SHA256,
            cipher_suite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
            cipher_suite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
            cipher_suite::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
            cipher_suite::TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
            cipher_suite::TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
            cipher_suite::TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
        ],
        kx_groups: vec![
            kx_group::X25519MLKEM768,
            kx_group::X25519,
            kx_group::SECP256R1,
            kx_group::SECP384R1,
        ],
        ..aws_lc_rs::default_provider()
    }
}

fn read(files: &TlsConfig) -> Result<CertifiedKey, TlsError> {
    let chain = read_chain(&files.certificate)?;
    let key = read_key(&files.private_key)?;
    CertifiedKey::from_der(chain, key, &intermediate()).map_err(|source| TlsError::Unusable {
        certificate: files.certificate.clone(),
        private_key: files.private_key.clone(),
        source,
    })
}

fn read_chain(path: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let refused = |source| TlsError::NoCertificate {
        path: path.to_path_buf(),
        source,
    };
    let text = fs::read(path).map_err(|source| TlsError::Unreadable {
        path: path.to_path_buf(),
        source,
    })?;
    let chain: Vec<_> = CertificateDer::pem_slice_iter(&text)
        .collect::<Result<_, _>>()
        .map_err(refused)?;
    if chain.is_empty() {
        Err(refused(pem::Error::NoItemsFound))
    } else {
        Ok(chain)
    }
}

fn read_key(path: &Path) -> Result<PrivateKeyDer<'static>, TlsError> {
    let unreadable = |source| TlsError::Unreadable {
        path: path.to_path_buf(),
        source,
    };
    let mut file = File::open(path).map_err(unreadable)?;
    // Of the open file, so that the file that is read is the file that was looked at.
    let mode = file.metadata().map_err(unreadable)?.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(TlsError::KeyIsOpen {
            path: path.to_path_buf(),
            mode,
        });
    }
    let mut text = Zeroizing::new(Vec::new());
    file.read_to_end(&mut text).map_err(unreadable)?;
    PrivateKeyDer::from_pem_slice(&text).map_err(|_| TlsError::NoKey {
        path: path.to_path_buf(),
    })
}

#[cfg(test)]
mod tests;
