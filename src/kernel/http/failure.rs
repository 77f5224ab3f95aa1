//! What can go wrong on the way to an answer. Messages for people are keys in the messages; no variant holds a value that
//! somebody typed or that was opened.

use actix_web::{HttpResponse, ResponseError, http::StatusCode};

use crate::kernel::{
    audit::{AuditUnavailable, ProofError},
    envelope::EnvelopeRefusal,
    vault::VaultError,
};

/// A handler's error; the guard enters it as failed and shows the one error page.
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
    /// A mistake of ours.
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

    /// The log itself is away: there is no point in entering that.
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

impl From<AuditUnavailable> for Failure {
    fn from(_: AuditUnavailable) -> Self {
        Self::Unavailable(AUDIT)
    }
}

impl From<ProofError> for Failure {
    fn from(error: ProofError) -> Self {
        match error {
            ProofError::Database(error) => error.into(),
            ProofError::OutOfRange { .. } => Self::NotFound,
            ProofError::Inclusion | ProofError::Consistency => {
                Self::Internal("the audit log's tree does not hold")
            }
        }
    }
}

impl From<EnvelopeRefusal> for Failure {
    fn from(refusal: EnvelopeRefusal) -> Self {
        Self::Envelope(refusal)
    }
}

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        // The database's message may quote a value; its kind and code cannot.
        let code = error
            .as_database_error()
            .and_then(|error| error.code())
            .unwrap_or_default();
        tracing::error!(kind = kind(&error), %code, "a store refused");
        Self::Unavailable("a store")
    }
}

fn kind(error: &sqlx::Error) -> &'static str {
    match error {
        sqlx::Error::Database(_) => "database",
        sqlx::Error::Io(_) => "connection",
        sqlx::Error::PoolTimedOut => "no free connection",
        sqlx::Error::PoolClosed => "closed",
        sqlx::Error::RowNotFound => "row not found",
        sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => "decoding",
        _ => "other",
    }
}

impl From<VaultError> for Failure {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::Database(error) => error.into(),
            VaultError::KeyService(error) => {
                tracing::error!(%error, "the key service did not answer");
                Self::Unavailable("the key service")
            }
            VaultError::Taken | VaultError::Erased | VaultError::Rotating => Self::Conflict,
            VaultError::KeysAway => Self::Unavailable("the key service"),
            VaultError::Stale => Self::Unavailable("a batch was sealed too slowly"),
            VaultError::NotCovered => Self::Internal("a receipt did not cover its subject"),
            VaultError::Blob(error) => {
                tracing::error!(%error, "a sealed value does not open");
                Self::Internal("a sealed value does not open")
            }
        }
    }
}

impl From<askama::Error> for Failure {
    fn from(_: askama::Error) -> Self {
        Self::Internal("a template cannot be rendered")
    }
}
