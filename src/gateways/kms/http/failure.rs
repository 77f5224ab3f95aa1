//! What it means when no answer came.

use std::{error::Error, io};

use rustls::Error as TlsError;

use super::Pace;
use crate::kernel::vault::KeyServiceError;

/// A try that gave no answer.
pub(super) enum Attempt {
    /// Another one may.
    Again(KeyServiceError),
    Final(KeyServiceError),
}

/// Sorts what the client said. Its own words name the URL and are not used.
pub(super) fn after(error: &reqwest::Error, name: &str, pace: Pace) -> Attempt {
    let cause = root_cause(error);
    if chain(error).any(is_about_a_certificate) {
        return Attempt::Final(KeyServiceError::Denied(format!(
            "the certificate of {name} is not trusted ({cause}); check the address, ca_certificate and this machine's clock"
        )));
    }
    Attempt::Again(KeyServiceError::Away(if error.is_timeout() {
        format!(
            "{name} did not answer within {:?}; check that it runs and the network, or raise keys.timeout_seconds",
            pace.answer
        )
    } else {
        format!(
            "{name} cannot be reached ({cause}); check its address, that it runs, and the network"
        )
    }))
}

/// The innermost reason, in words.
pub(super) fn root_cause(error: &reqwest::Error) -> String {
    // The outermost layer is the client's and names the URL.
    chain(error)
        .skip(1)
        .last()
        .map_or_else(|| "no reason given".to_owned(), ToString::to_string)
}

fn chain(error: &reqwest::Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
    let outermost: &(dyn Error + 'static) = error;
    std::iter::successors(Some(outermost), |error| (*error).source())
}

fn is_about_a_certificate(error: &(dyn Error + 'static)) -> bool {
    // An I/O error is not the source of what it carries: its source is that one's source. It may carry another I/O error.
    if let Some(carried) = error
        .downcast_ref::<io::Error>()
        .and_then(io::Error::get_ref)
    {
        return is_about_a_certificate(carried);
    }
    matches!(
        error.downcast_ref::<TlsError>(),
        Some(TlsError::InvalidCertificate(_))
    )
}
