//! What handlers read from a request: forms, queries and path values, and what they say about fields.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload, web::Bytes};
use serde::de::DeserializeOwned;

use super::Failure;

/// The body the guard read before it let the request in.
#[derive(Clone)]
pub(super) struct AdmittedBody(pub(super) Bytes);

/// A form, which can be read only after the guard checked its CSRF token.
pub struct Form<T>(pub T);

impl<T: DeserializeOwned> FromRequest for Form<T> {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let body = request.extensions().get::<AdmittedBody>().cloned();
        ready(
            body.ok_or(Failure::BadRequest)
                .and_then(|AdmittedBody(body)| {
                    serde_urlencoded::from_bytes(&body).map_err(|_| Failure::BadRequest)
                })
                .map(Form),
        )
    }
}

/// The query of the URL.
pub struct QueryValue<T>(pub T);

impl<T: DeserializeOwned> FromRequest for QueryValue<T> {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(
            serde_urlencoded::from_str(request.query_string())
                .map(QueryValue)
                .map_err(|_| Failure::BadRequest),
        )
    }
}

/// The one variable part of the path. What does not parse is not found.
pub struct PathValue<T>(pub T);

impl<T: std::str::FromStr> FromRequest for PathValue<T> {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let value = request
            .match_info()
            .iter()
            .next()
            .and_then(|(_, value)| value.parse().ok());
        ready(value.map(PathValue).ok_or(Failure::NotFound))
    }
}

/// A form as it came, for pages whose fields repeat (checkboxes): read as `Form<Fields>`.
#[derive(Default, serde::Deserialize)]
#[serde(transparent)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// The first value of a field, without surrounding blanks; empty if absent.
    pub fn get(&self, name: &str) -> &str {
        self.0
            .iter()
            .find_map(|(field, value)| (field == name).then_some(value.trim()))
            .unwrap_or_default()
    }

    /// Every value of a field.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter_map(move |(field, value)| (field == name).then_some(value.as_str()))
    }

    /// Names and values in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

impl Drop for Fields {
    fn drop(&mut self) {
        use zeroize::Zeroize;
        for (_, value) in &mut self.0 {
            value.zeroize();
        }
    }
}

/// What is wrong with which field, in the reader's language.
#[derive(Clone, Debug, Default)]
pub struct FieldErrors(Vec<(String, String)>);

impl FieldErrors {
    /// Adds a message to a field.
    pub fn add(&mut self, field: &str, text: impl Into<String>) {
        self.0.push((field.to_owned(), text.into()));
    }

    /// The message of a field.
    pub fn get(&self, field: &str) -> Option<&str> {
        self.0
            .iter()
            .find_map(|(name, text)| (name == field).then_some(text.as_str()))
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Every field with its message, in the order of the page.
    pub fn all(&self) -> &[(String, String)] {
        &self.0
    }
}
