//! What can go wrong on the way to an answer. Messages for people are keys in the messages; no variant holds a value that
//! somebody typed or that was opened.
//!
//! It lies below everything else of the kernel: who has an error of their own says beside it what it is to who asked.

use actix_web::{HttpResponse, ResponseError, http::StatusCode};

use crate::{i18n::key, kernel::db::error_kind};

/// A handler's error; the guard records it as failed and shows the one error page.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The request makes no sense: not the form or the link we gave.
    #[error("bad request")]
    BadRequest,
    /// A field holds what Hufu never takes, a whole bank card number (T7).
    #[error("a field holds a bank card number")]
    BankCard,
    /// A field came in an envelope that is not accepted (T6).
    #[error("an envelope is not accepted: {0}")]
    Envelope(EnvelopeRefusal),
    /// The policy does not allow it.
    #[error("forbidden")]
    Forbidden,
    /// Nobody is logged in (any more), or a form of before the login was sent.
    #[error("not logged in")]
    NotLoggedIn,
    /// A form that this session never gave: its page is from another session, or from somewhere else.
    #[error("a form of another session")]
    OldPage,
    /// Not there, or outside the actor's scope: the same to them.
    #[error("not found")]
    NotFound,
    /// It was done already, or something else came first.
    #[error("conflict")]
    Conflict,
    /// Larger than a form may be.
    #[error("too large")]
    TooLarge,
    /// The form did not arrive in time.
    #[error("too slow")]
    TooSlow,
    /// Too often in too short a time.
    #[error("too many requests")]
    TooMany,
    /// The log, a store or the key service is away: nothing was opened or changed.
    #[error("unavailable: {0}")]
    Unavailable(&'static str),
    #[error("internal: {0}")]
    Internal(&'static str),
}

impl Failure {
    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::BankCard | Self::Envelope(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Forbidden | Self::NotLoggedIn | Self::OldPage => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Conflict => StatusCode::CONFLICT,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The log itself is away.
    pub(in crate::kernel) fn log_away() -> Self {
        Self::Unavailable(AUDIT)
    }

    /// The log itself is away: there is no point in recording that.
    pub(in crate::kernel) fn is_log_away(&self) -> bool {
        matches!(self, Self::Unavailable(AUDIT))
    }
}

const AUDIT: &str = "the audit log";

impl ResponseError for Failure {
    fn status_code(&self) -> StatusCode {
        self.status()
    }

    /// A bare answer that carries the failure; the guard turns it into the error page.
    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::new(self.status());
        response.extensions_mut().insert(self.clone());
        response
    }
}

/// Why an envelope is not accepted. What it holds stays closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeRefusal {
    /// It has not the form of one.
    #[error("it has not the form of an envelope")]
    Malformed,
    /// Its key is not alive, or never was: the page is older than the key's replacement.
    #[error("its key is not alive")]
    UnknownKey,
    /// Made too long ago, or in the future.
    #[error("it was made too long ago, or in the future")]
    Untimely,
    #[error("it was opened before")]
    Replayed,
    /// Altered, or made for another field, another session or another key.
    #[error("it was altered or made for another place")]
    Altered,
}

impl EnvelopeRefusal {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Malformed => "envelope_malformed",
            Self::UnknownKey => "envelope_key_unknown",
            Self::Untimely => "envelope_untimely",
            Self::Replayed => "envelope_replayed",
            Self::Altered => "envelope_altered",
        }
    }

    /// The key of what to tell the person: what to do, not what an attacker would like to know.
    pub fn key(self) -> &'static str {
        match self {
            Self::Malformed | Self::Altered => key::ENVELOPE_REFUSED,
            Self::UnknownKey => key::ENVELOPE_KEY_UNKNOWN,
            Self::Untimely => key::ENVELOPE_UNTIMELY,
            Self::Replayed => key::ENVELOPE_REPLAYED,
        }
    }

    /// Whether an honest page can come to this.
    pub(in crate::kernel) fn is_honest(self) -> bool {
        matches!(self, Self::UnknownKey | Self::Untimely)
    }
}

impl From<EnvelopeRefusal> for Failure {
    fn from(refusal: EnvelopeRefusal) -> Self {
        Self::Envelope(refusal)
    }
}

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        let (kind, code) = error_kind(&error);
        tracing::error!(kind, %code, "a store refused");
        Self::Unavailable("a store")
    }
}

impl From<askama::Error> for Failure {
    fn from(_: askama::Error) -> Self {
        Self::Internal("a template cannot be rendered")
    }
}
