//! The public key of the transport envelope, for pages, the mini program and whoever else sends personal fields (T6), and the
//! job that replaces the key pair when it is old.
//!
//! Must not: show anything but a public key.

use std::time::Duration;

use crate::kernel::{
    authz::Grant,
    envelope::{EnvelopeKeyRead, PERMISSIONS, maintain},
    failure::Failure,
    feature::Feature,
    http::{Answer, Routes},
    jobs::Job,
};

/// The feature's line in `app.rs`.
pub const FEATURE: Feature = Feature {
    name: "envelope_keys",
    permissions: PERMISSIONS,
    routes,
    jobs: JOBS,
    ..Feature::EMPTY
};

/// What runs in the background.
const JOBS: &[Job] = &[Job {
    name: "envelope keys",
    every: Duration::from_secs(60),
    run: |kernel| Box::pin(async move { maintain(&kernel).await }),
}];

fn routes(routes: &mut Routes<'_>) {
    routes.get("/.well-known/hufu-envelope.jwk", jwk);
    routes.get("/.well-known/hufu-envelope.pem", pem);
}

/// The newest public key as a JWK.
async fn jwk(grant: Grant<EnvelopeKeyRead>) -> Result<Answer, Failure> {
    let key = grant.kernel().envelopes().jwk().ok_or_else(none)?;
    Ok(grant.quiet_text("application/jwk+json", key))
}

/// The newest public key as PEM.
async fn pem(grant: Grant<EnvelopeKeyRead>) -> Result<Answer, Failure> {
    let key = grant.kernel().envelopes().pem().ok_or_else(none)?;
    Ok(grant.quiet_text("application/x-pem-file", key))
}

fn none() -> Failure {
    Failure::Unavailable("the envelope key")
}
