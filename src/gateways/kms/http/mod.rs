//! HTTPS to a key service: one small client with time-outs and bounded tries.
//!
//! TLS 1.2 or newer; no proxy from the environment, no redirects, no cookies, no HTTP/2. An answer is read into memory that is
//! wiped and may not be long. Must not print a URL, a header or a body: they hold keys and tokens.

mod failure;
mod pace;

pub use pace::Pace;

use std::path::Path;

use reqwest::{Certificate, Client, Request, redirect::Policy, tls};
use zeroize::Zeroizing;

use crate::kernel::vault::KeyServiceError;
use failure::{Attempt, after};

/// The largest answer that is read: a wrapped key has some hundred bytes.
const LARGEST_ANSWER: usize = 64 * 1024;

/// What a key service answered.
pub struct Reply {
    pub status: u16,
    /// The body, wiped on drop.
    pub body: Zeroizing<Vec<u8>>,
}

/// The way to one key service.
pub struct HttpsClient {
    client: Client,
    pace: Pace,
    /// How errors call the other side, such as `OpenBao at https://bao.internal:8200`.
    name: String,
}

impl HttpsClient {
    /// Trusts only the authorities in the PEM file `authority`, or without one those of this machine.
    ///
    /// # Errors
    /// When the file cannot be read or is none.
    pub fn new(
        name: String,
        authority: Option<&Path>,
        pace: Pace,
    ) -> Result<Self, KeyServiceError> {
        let unusable = |path: &Path, why: &str| {
            KeyServiceError::Away(format!(
                "the ca_certificate {} of {name} cannot be used: {why}",
                path.display()
            ))
        };
        let mut builder = Client::builder()
            .no_proxy()
            .redirect(Policy::none())
            .referer(false)
            .http1_only()
            .https_only(true)
            .tls_version_min(tls::Version::TLS_1_2)
            .connect_timeout(pace.answer)
            .timeout(pace.answer);
        if let Some(path) = authority {
            let pem = std::fs::read(path).map_err(|error| unusable(path, &error.to_string()))?;
            let certificates = Certificate::from_pem_bundle(&pem).unwrap_or_default();
            if certificates.is_empty() {
                return Err(unusable(path, "it holds no certificate in PEM form"));
            }
            builder = builder.tls_certs_only(certificates);
        }
        let client = builder.build().map_err(|error| {
            KeyServiceError::Denied(format!(
                "no TLS client can be made for {name}: {}; check ca_certificate and the certificates of this machine",
                failure::root_cause(&error)
            ))
        })?;
        Ok(Self { client, pace, name })
    }

    /// Sends what `request` makes until there is an answer worth giving back; `passes` says of an answer that it may be another
    /// one in a moment. Everything asked of a key service may be asked twice: what was made in vain is forgotten.
    ///
    /// # Errors
    /// [`KeyServiceError::Away`] when nobody answers in time, [`KeyServiceError::Denied`] when the other side is not who it
    /// should be, and what `request` gives.
    pub async fn send(
        &self,
        request: impl Fn(&Client) -> Result<Request, KeyServiceError> + Send,
        passes: fn(&Reply) -> bool,
    ) -> Result<Reply, KeyServiceError> {
        let mut tried = 1;
        loop {
            let last = tried >= self.pace.tries;
            match self.attempt(request(&self.client)?).await {
                Ok(reply) if last || !passes(&reply) => return Ok(reply),
                Err(Attempt::Final(error)) => return Err(error),
                Err(Attempt::Again(error)) if last => return Err(error),
                Ok(_) | Err(Attempt::Again(_)) => self.pace.pause(tried).await,
            }
            tried += 1;
        }
    }

    async fn attempt(&self, request: Request) -> Result<Reply, Attempt> {
        let failed = |error: reqwest::Error| after(&error, &self.name, self.pace);
        let mut response = self.client.execute(request).await.map_err(failed)?;
        let status = response.status().as_u16();
        let mut body = Zeroizing::new(Vec::with_capacity(LARGEST_ANSWER));
        while let Some(chunk) = response.chunk().await.map_err(failed)? {
            if body.len() + chunk.len() > LARGEST_ANSWER {
                return Err(Attempt::Final(KeyServiceError::Denied(format!(
                    "{} gave an answer too long for a key service; check its address",
                    self.name
                ))));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Reply { status, body })
    }

    /// How errors call the other side.
    pub fn name(&self) -> &str {
        &self.name
    }
}
