//! The transit engine of an OpenBao server: the master key never leaves it.
//!
//! A wrapped key is bound to its context by a *derived* key: the context goes into the derivation, so another context is another
//! key. (Associated data would bind as well, but such a ciphertext cannot be rewrapped.) A transit key made without
//! `derived=true` takes a context and ignores it; such a key is found out before anything is wrapped under it.
//! API: <https://openbao.org/api-docs/secret/transit/>.

mod answers;
mod api;
mod session;

use std::path::PathBuf;

use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::Url;
use serde::Deserialize;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::{
    http::{HttpsClient, Pace},
    secret_text::SecretText,
};
use crate::kernel::vault::{GeneratedKey, KeyBytes, KeyService, KeyServiceError, MasterKeyFuture};
use answers::{Doing, check, parse};
use api::Api;
use session::Session;

/// Where the master key is and how to get in.
pub struct OpenBaoSettings {
    /// An `https://` URL.
    pub address: String,
    /// Where the transit engine is mounted.
    pub mount: String,
    pub key: String,
    pub login: Login,
    /// The namespace, if there is one.
    pub namespace: Option<String>,
    /// The only authority to trust, in PEM; without it those of this machine.
    pub ca_certificate: Option<PathBuf>,
    /// How long to wait and how often to ask.
    pub pace: Pace,
}

pub enum Login {
    /// A token that somebody else renews.
    Token(Zeroizing<String>),
    /// An AppRole at its usual place, `auth/approle`.
    AppRole {
        role_id: String,
        /// The secret that goes with it.
        secret_id: Zeroizing<String>,
    },
}

/// A transit key of an OpenBao server.
pub struct OpenBao {
    api: Api,
    session: Session,
    mount: String,
    key: String,
}

/// What of an answer matters here.
#[derive(Deserialize)]
struct Answer<T> {
    data: T,
}

#[derive(Deserialize)]
struct Made {
    plaintext: SecretText,
    ciphertext: String,
}

#[derive(Deserialize)]
struct Opened {
    plaintext: SecretText,
}

#[derive(Deserialize)]
struct Wrapped {
    ciphertext: String,
}

impl OpenBao {
    /// Prepares the way; nothing is asked yet.
    ///
    /// # Errors
    /// When the address or the authority cannot be used.
    pub fn new(settings: OpenBaoSettings) -> Result<Self, KeyServiceError> {
        let address = Url::parse(&settings.address).map_err(|_| {
            KeyServiceError::Denied("keys.openbao.address is not an address".to_owned())
        })?;
        let name = format!("OpenBao at {}", address.origin().ascii_serialization());
        let client = HttpsClient::new(name, settings.ca_certificate.as_deref(), settings.pace)?;
        Ok(Self {
            api: Api::new(client, &address, settings.namespace),
            session: Session::new(settings.login),
            mount: settings.mount,
            key: settings.key,
        })
    }

    async fn ask<T: for<'de> Deserialize<'de>>(
        &self,
        doing: Doing,
        operation: &str,
        body: &Value,
    ) -> Result<T, KeyServiceError> {
        let path = format!("{}/{operation}/{}", self.mount, self.key);
        let token = self.session.token(&self.api).await?;
        let mut reply = self.api.post(&path, Some(&token), body).await?;
        if reply.status == 403
            && let Some(token) = self.session.renewed(&self.api, &token).await?
        {
            reply = self.api.post(&path, Some(&token), body).await?;
        }
        let reply = check(reply, doing, self.api.name(), &path)?;
        parse::<Answer<T>>(&reply, self.api.name()).map(|answer| answer.data)
    }

    async fn open(&self, ciphertext: &str, context: &str) -> Result<KeyBytes, KeyServiceError> {
        let body = json!({ "ciphertext": ciphertext, "context": STANDARD.encode(context) });
        let opened: Opened = self.ask(Doing::Unwrap, "decrypt", &body).await?;
        opened.plaintext.key().ok_or_else(|| not_a_key(context))
    }

    /// Whether a key wrapped for one context opens for another: then the transit key is not derived and binds nothing.
    async fn check_binding(&self, ciphertext: &str, context: &str) -> Result<(), KeyServiceError> {
        match self.open(ciphertext, &format!("not {context}")).await {
            Err(KeyServiceError::Refused(_)) => Ok(()),
            Err(error) => Err(error),
            Ok(_) => Err(KeyServiceError::Denied(format!(
                "the transit key {key} of {name} ignores the context of what it wraps; make another one with: \
                 bao write -f {mount}/keys/NAME derived=true, and name it in keys.openbao.key",
                key = self.key,
                name = self.api.name(),
                mount = self.mount,
            ))),
        }
    }
}

impl KeyService for OpenBao {
    fn generate<'a>(&'a self, context: &'a str) -> MasterKeyFuture<'a, GeneratedKey> {
        Box::pin(async move {
            let body = json!({ "bits": 256, "context": STANDARD.encode(context) });
            let made: Made = self
                .ask(Doing::Generate, "datakey/plaintext", &body)
                .await?;
            self.check_binding(&made.ciphertext, context).await?;
            Ok(GeneratedKey {
                key: made.plaintext.key().ok_or_else(|| not_a_key(context))?,
                wrapped: made.ciphertext.into_bytes(),
            })
        })
    }

    fn unwrap<'a>(&'a self, wrapped: &'a [u8], context: &'a str) -> MasterKeyFuture<'a, KeyBytes> {
        Box::pin(async move { self.open(ciphertext(wrapped, context)?, context).await })
    }

    fn rewrap<'a>(&'a self, wrapped: &'a [u8], context: &'a str) -> MasterKeyFuture<'a, Vec<u8>> {
        Box::pin(async move {
            let ciphertext = ciphertext(wrapped, context)?;
            let body = json!({ "ciphertext": ciphertext, "context": STANDARD.encode(context) });
            let wrapped: Wrapped = self.ask(Doing::Unwrap, "rewrap", &body).await?;
            Ok(wrapped.ciphertext.into_bytes())
        })
    }
}

/// What OpenBao gave, as it was stored.
fn ciphertext<'a>(wrapped: &'a [u8], context: &str) -> Result<&'a str, KeyServiceError> {
    std::str::from_utf8(wrapped)
        .ok()
        .filter(|text| text.starts_with("vault:v"))
        .ok_or_else(|| {
            KeyServiceError::Refused(format!(
                "{context} was not wrapped by OpenBao; was this data made with another keys.service?"
            ))
        })
}

fn not_a_key(context: &str) -> KeyServiceError {
    KeyServiceError::Refused(format!(
        "what OpenBao gave for {context} is not a key of 32 bytes"
    ))
}
