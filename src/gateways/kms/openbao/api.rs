//! One call to the HTTP API.

use reqwest::{
    Method, Request, Url,
    header::{CONTENT_TYPE, HeaderName, HeaderValue},
};
use serde::Serialize;
use zeroize::Zeroizing;

use super::super::http::{HttpsClient, Reply};
use crate::kernel::vault::KeyServiceError;

const TOKEN: HeaderName = HeaderName::from_static("x-vault-token");
const NAMESPACE: HeaderName = HeaderName::from_static("x-vault-namespace");

/// The server, with a namespace if there is one.
pub(super) struct Api {
    client: HttpsClient,
    base: String,
    namespace: Option<String>,
}

impl Api {
    pub(super) fn new(client: HttpsClient, address: &Url, namespace: Option<String>) -> Self {
        Self {
            client,
            base: format!("{}/v1", address.as_str().trim_end_matches('/')),
            namespace,
        }
    }

    pub(super) fn name(&self) -> &str {
        self.client.name()
    }

    /// POSTs `body` to `path` of the API; every status is an answer.
    pub(super) async fn post(
        &self,
        path: &str,
        token: Option<&str>,
        body: &(impl Serialize + Sync),
    ) -> Result<Reply, KeyServiceError> {
        // It holds the secret of an AppRole when it is a login.
        let body = serde_json::to_vec(body)
            .map(Zeroizing::new)
            .map_err(|_| unsendable("the request"))?;
        let url = Url::parse(&format!("{}/{path}", self.base))
            .map_err(|_| unsendable("keys.openbao.mount or keys.openbao.key"))?;
        self.client
            .send(
                |_| {
                    let mut request = Request::new(Method::POST, url.clone());
                    let headers = request.headers_mut();
                    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
                    if let Some(token) = token {
                        headers.insert(TOKEN, header(token, "the token")?);
                    }
                    if let Some(namespace) = &self.namespace {
                        headers.insert(NAMESPACE, header(namespace, "keys.openbao.namespace")?);
                    }
                    *request.body_mut() = Some(body.to_vec().into());
                    Ok(request)
                },
                passes,
            )
            .await
    }
}

/// Too many requests, and what is wrong inside the server, may be gone in a moment; a seal is not.
fn passes(reply: &Reply) -> bool {
    let fault = reply.status == 429 || reply.status >= 500;
    fault && !super::answers::is_sealed(reply)
}

fn header(text: &str, what: &str) -> Result<HeaderValue, KeyServiceError> {
    let mut value = HeaderValue::from_str(text).map_err(|_| unsendable(what))?;
    value.set_sensitive(true);
    Ok(value)
}

fn unsendable(what: &str) -> KeyServiceError {
    KeyServiceError::Denied(format!(
        "{what} cannot be sent to OpenBao: it has a character that is not allowed there"
    ))
}
