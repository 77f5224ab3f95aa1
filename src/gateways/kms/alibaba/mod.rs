//! Key Management Service of Alibaba Cloud, API 2016-01-20: the master key never leaves it.
//!
//! A wrapped key is bound to its context by the service's encryption context, `{"hufu": context}`, which has to be given again,
//! equal. Calls are signed ([`signature`]) with a RAM access key or an STS token. API: <https://api.alibabacloud.com/document/Kms/2016-01-20>.

mod answers;
pub mod signature;

use std::path::PathBuf;

use reqwest::{
    Client, Method, Request, Url,
    header::{ACCEPT, HeaderName, HeaderValue},
};
use serde::Deserialize;
use serde_json::json;

use super::{
    http::{HttpsClient, Pace},
    secret_text::SecretText,
};
use crate::{
    base::clock::{Clock, Timestamp},
    kernel::vault::{GeneratedKey, KeyBytes, KeyService, KeyServiceError, MasterKeyFuture},
};
use answers::{Doing, check, parse, passes};
use signature::{Call, Credentials, query, sign};

const VERSION: &str = "2016-01-20";
/// The gateway of a dedicated instance; it has no ReEncrypt.
const DEDICATED: &str = ".cryptoservice.kms.aliyuncs.com";

/// Where the master key is and how to get in.
pub struct AlibabaSettings {
    /// The gateway, an `https://` URL.
    pub endpoint: String,
    /// The master key: id, ARN or alias.
    pub key_id: String,
    /// What calls are signed with.
    pub credentials: Credentials,
    /// The only authority to trust, in PEM; without it those of this machine.
    pub ca_certificate: Option<PathBuf>,
    /// How long to wait and how often to ask.
    pub pace: Pace,
}

/// A master key of Alibaba Cloud.
pub struct AlibabaKms {
    client: HttpsClient,
    endpoint: Url,
    host: String,
    key_id: String,
    credentials: Credentials,
    clock: Clock,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Made {
    plaintext: SecretText,
    ciphertext_blob: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Opened {
    plaintext: SecretText,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Wrapped {
    ciphertext_blob: String,
}

impl AlibabaKms {
    /// Prepares the way; nothing is asked yet.
    ///
    /// # Errors
    /// When the endpoint or the authority cannot be used.
    pub fn new(settings: AlibabaSettings, clock: Clock) -> Result<Self, KeyServiceError> {
        let wrong =
            || KeyServiceError::Denied("keys.alibaba.endpoint is not an address".to_owned());
        let endpoint = Url::parse(&settings.endpoint).map_err(|_| wrong())?;
        let name = endpoint.host_str().ok_or_else(wrong)?;
        let host = match endpoint.port() {
            Some(port) => format!("{name}:{port}"),
            None => name.to_owned(),
        };
        let name = format!("the key service at {host}");
        Ok(Self {
            client: HttpsClient::new(name, settings.ca_certificate.as_deref(), settings.pace)?,
            endpoint,
            host,
            key_id: settings.key_id,
            credentials: settings.credentials,
            clock,
        })
    }

    async fn ask<T: for<'de> Deserialize<'de>>(
        &self,
        doing: Doing,
        action: &str,
        parameters: &[(&str, &str)],
    ) -> Result<T, KeyServiceError> {
        let query = query(parameters);
        let reply = self
            .client
            .send(|_: &Client| self.request(action, &query), passes)
            .await?;
        let reply = check(reply, doing, self.client.name())?;
        parse(&reply, self.client.name())
    }

    /// Signed anew for every try: a nonce is good once.
    fn request(&self, action: &str, query: &str) -> Result<Request, KeyServiceError> {
        let whole_seconds = Timestamp::from_micros(self.clock.now().seconds() * 1_000_000);
        let signed = sign(
            &self.credentials,
            &Call {
                method: "POST",
                host: &self.host,
                action,
                version: VERSION,
                query,
                date: &whole_seconds.rfc3339(),
                nonce: &hex::encode(rand::random::<[u8; 16]>()),
            },
        );
        let mut url = self.endpoint.clone();
        url.set_query(Some(query));
        let mut request = Request::new(Method::POST, url);
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        for (name, text) in signed {
            let mut value = HeaderValue::from_str(&text).map_err(|_| {
                KeyServiceError::Denied(
                    "keys.alibaba.access_key_id or keys.alibaba.security_token has a character that cannot be sent"
                        .to_owned(),
                )
            })?;
            value.set_sensitive(true);
            headers.insert(HeaderName::from_static(name), value);
        }
        Ok(request)
    }
}

impl KeyService for AlibabaKms {
    fn generate<'a>(&'a self, context: &'a str) -> MasterKeyFuture<'a, GeneratedKey> {
        Box::pin(async move {
            let bound = bound(context);
            let parameters = [
                ("KeyId", self.key_id.as_str()),
                ("KeySpec", "AES_256"),
                ("EncryptionContext", &bound),
            ];
            let made: Made = self
                .ask(Doing::Generate, "GenerateDataKey", &parameters)
                .await?;
            Ok(GeneratedKey {
                key: made.plaintext.key().ok_or_else(|| not_a_key(context))?,
                wrapped: made.ciphertext_blob.into_bytes(),
            })
        })
    }

    fn unwrap<'a>(&'a self, wrapped: &'a [u8], context: &'a str) -> MasterKeyFuture<'a, KeyBytes> {
        Box::pin(async move {
            let bound = bound(context);
            let parameters = [
                ("CiphertextBlob", blob(wrapped, context)?),
                ("EncryptionContext", &bound),
            ];
            let opened: Opened = self.ask(Doing::Unwrap, "Decrypt", &parameters).await?;
            opened.plaintext.key().ok_or_else(|| not_a_key(context))
        })
    }

    fn rewrap<'a>(&'a self, wrapped: &'a [u8], context: &'a str) -> MasterKeyFuture<'a, Vec<u8>> {
        Box::pin(async move {
            if self.host.ends_with(DEDICATED) {
                return Err(KeyServiceError::Denied(
                    "the gateway of a dedicated instance cannot rewrap; for this, name kms-vpc.REGION.aliyuncs.com \
                     in keys.alibaba.endpoint"
                        .to_owned(),
                ));
            }
            let bound = bound(context);
            let parameters = [
                ("CiphertextBlob", blob(wrapped, context)?),
                ("SourceEncryptionContext", &bound),
                ("DestinationKeyId", &self.key_id),
                ("DestinationEncryptionContext", &bound),
            ];
            let wrapped: Wrapped = self.ask(Doing::Unwrap, "ReEncrypt", &parameters).await?;
            Ok(wrapped.ciphertext_blob.into_bytes())
        })
    }
}

fn bound(context: &str) -> String {
    json!({ "hufu": context }).to_string()
}

/// What the service gave, as it was stored.
fn blob<'a>(wrapped: &'a [u8], context: &str) -> Result<&'a str, KeyServiceError> {
    std::str::from_utf8(wrapped)
        .ok()
        .filter(|text| !text.is_empty() && !text.contains(':'))
        .ok_or_else(|| {
            KeyServiceError::Refused(format!(
                "{context} was not wrapped by Alibaba Cloud; was this data made with another keys.service?"
            ))
        })
}

fn not_a_key(context: &str) -> KeyServiceError {
    KeyServiceError::Refused(format!(
        "what Alibaba Cloud gave for {context} is not a key of 32 bytes"
    ))
}
