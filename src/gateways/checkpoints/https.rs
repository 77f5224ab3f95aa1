//! HTTPS to whoever takes checkpoints: time-outs, a few tries with pauses that are never the same, small answers.

use std::{path::Path, time::Duration};

use rand::RngExt;
use reqwest::{Certificate, Client, redirect::Policy, tls};

use crate::kernel::evidence::PublisherError;

const ANSWER: Duration = Duration::from_secs(15);
const TRIES: u32 = 3;
/// The largest answer that is read: some signatures.
const LARGEST: usize = 16 * 1024;

/// The way to one address.
pub(super) struct Poster {
    client: Client,
    url: String,
    token: Option<String>,
}

pub(super) struct Reply {
    pub status: u16,
    pub text: String,
}

impl Poster {
    /// Trusts only the authorities in the PEM file `authority`, or without one those of this machine. With a token, each request
    /// carries it as a bearer.
    pub(super) fn new(
        url: String,
        token: Option<String>,
        authority: Option<&Path>,
    ) -> Result<Self, PublisherError> {
        let unusable = |why: String| {
            PublisherError::Refused(format!("checkpoints cannot be sent to {url}: {why}"))
        };
        let mut builder = Client::builder()
            .no_proxy()
            .redirect(Policy::none())
            .referer(false)
            .https_only(true)
            .tls_version_min(tls::Version::TLS_1_2)
            .connect_timeout(ANSWER)
            .timeout(ANSWER);
        if let Some(path) = authority {
            let pem = std::fs::read(path).map_err(|error| unusable(error.to_string()))?;
            let certificates = Certificate::from_pem_bundle(&pem).unwrap_or_default();
            if certificates.is_empty() {
                return Err(unusable(format!("{} holds no certificate", path.display())));
            }
            builder = builder.tls_certs_only(certificates);
        }
        let client = builder
            .build()
            .map_err(|error| unusable(error.to_string()))?;
        Ok(Self { client, url, token })
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// Posts a text until there is an answer that is not the server's own trouble.
    pub(super) async fn post(&self, text: &str) -> Result<Reply, PublisherError> {
        let mut tried = 1;
        loop {
            match self.attempt(text).await {
                Ok(reply) if reply.status < 500 || tried == TRIES => return Ok(reply),
                Err(error) if tried == TRIES => return Err(error),
                _ => {
                    let longest = 1_000 * u64::from(tried);
                    let pause = rand::rng().random_range(longest / 2..=longest);
                    tokio::time::sleep(Duration::from_millis(pause)).await;
                }
            }
            tried += 1;
        }
    }

    async fn attempt(&self, text: &str) -> Result<Reply, PublisherError> {
        let mut request = self
            .client
            .post(&self.url)
            .header("content-type", "text/plain; charset=utf-8")
            .body(text.to_owned());
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        let mut response = request.send().await.map_err(|error| self.away(&error))?;
        let status = response.status().as_u16();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| self.away(&error))? {
            if body.len() + chunk.len() > LARGEST {
                let url = &self.url;
                return Err(PublisherError::Refused(format!(
                    "{url} gave an answer too long"
                )));
            }
            body.extend_from_slice(&chunk);
        }
        let text = String::from_utf8_lossy(&body).into_owned();
        Ok(Reply { status, text })
    }

    fn away(&self, error: &reqwest::Error) -> PublisherError {
        let why = if error.is_timeout() {
            "no answer in time"
        } else if error.is_connect() {
            "no connection"
        } else {
            "the answer broke off"
        };
        PublisherError::Refused(format!("{} does not take checkpoints: {why}", self.url))
    }
}
