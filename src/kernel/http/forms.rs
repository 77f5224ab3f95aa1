//! What handlers read from a request: forms, queries and path values, and what they say about fields.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload};
use serde::de::DeserializeOwned;
use zeroize::{Zeroize, Zeroizing};

use crate::kernel::failure::{EnvelopeRefusal, Failure};

/// The fields that the guard read, envelopes opened, before it let the request in.
pub(super) struct AdmittedForm(pub(super) OpenedFields);

/// The fields of a form with envelopes: opened, or why they were not accepted. For handlers that then show their form again;
/// read as `Form<OpenedFields>`.
pub type OpenedFields = Result<Fields, EnvelopeRefusal>;

/// A form, which can be read only after the guard checked its CSRF token, and once.
///
/// As `Form<Fields>` it fails when an envelope was not accepted, as `Form<OpenedFields>` it tells why.
pub struct Form<T>(pub T);

/// What a form can be read as.
pub trait ReadForm: Sized {
    /// Reads it.
    ///
    /// # Errors
    /// [`Failure::Envelope`] where a form with an envelope that was not accepted is none.
    fn read(fields: OpenedFields) -> Result<Self, Failure>;
}

impl ReadForm for Fields {
    fn read(fields: OpenedFields) -> Result<Self, Failure> {
        Ok(fields?)
    }
}

impl ReadForm for OpenedFields {
    fn read(fields: OpenedFields) -> Result<Self, Failure> {
        Ok(fields)
    }
}

impl<T: ReadForm> FromRequest for Form<T> {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let form = request.extensions_mut().remove::<AdmittedForm>();
        ready(
            form.ok_or(Failure::BadRequest)
                .and_then(|AdmittedForm(fields)| T::read(fields))
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
#[serde(from = "Vec<(String, String)>")]
pub struct Fields {
    pairs: Vec<(String, String)>,
    /// Whether some came in an envelope.
    enveloped: bool,
}

impl From<Vec<(String, String)>> for Fields {
    fn from(pairs: Vec<(String, String)>) -> Self {
        Self {
            pairs,
            enveloped: false,
        }
    }
}

impl Fields {
    /// The first value of a field, without surrounding blanks; empty if absent.
    pub fn get(&self, name: &str) -> &str {
        self.pairs
            .iter()
            .find_map(|(field, value)| (field == name).then_some(value.trim()))
            .unwrap_or_default()
    }

    /// What a form shown again may hold of a field: what was typed, unless it came in an envelope. Then the answer does not
    /// undo that.
    pub fn to_repeat(&self, name: &str) -> &str {
        if self.enveloped { "" } else { self.get(name) }
    }

    /// Takes the value of a field out.
    pub(super) fn take(&mut self, name: &str) -> Option<String> {
        let place = self.pairs.iter().position(|(field, _)| field == name)?;
        Some(self.pairs.remove(place).1)
    }

    /// Puts in the value of a field that came in an envelope.
    pub(super) fn put_opened(&mut self, name: &str, mut value: Zeroizing<String>) {
        self.enveloped = true;
        self.pairs
            .push((name.to_owned(), std::mem::take(&mut *value)));
    }

    /// Every value of a field.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.pairs
            .iter()
            .filter_map(move |(field, value)| (field == name).then_some(value.as_str()))
    }

    /// Names and values in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

impl Drop for Fields {
    fn drop(&mut self) {
        for (_, value) in &mut self.pairs {
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
