//! What is for who watches over Hufu: `/health` and `/metrics`, on a listener of their own without TLS.
//!
//! Owns: that listener, which is on a private address or not at all, and the count of the back office's answers.
//! Must not: answer anything else, or say anything about a person.

use std::{net::SocketAddr, sync::Arc};

use actix_web::{
    App as ActixApp, HttpResponse, HttpServer,
    body::MessageBody,
    dev::{Server, ServiceRequest, ServiceResponse},
    middleware::{Next, from_fn},
    web::{self, Data, ServiceConfig},
};

use super::StartError;
use crate::{
    base::address::is_private,
    config::ListenAddress,
    kernel::{
        Kernel,
        authz::KernelHandle,
        http,
        metrics::{AnswerFigures, Metrics},
    },
};

/// Binds the listener; nothing is answered before it runs.
pub(super) fn listen(
    address: &ListenAddress,
    kernel: &Arc<Kernel>,
) -> Result<(Server, Vec<SocketAddr>), StartError> {
    let shared = Data::new(KernelHandle::new(Arc::clone(kernel)));
    let server = HttpServer::new(move || {
        ActixApp::new()
            .app_data(shared.clone())
            .wrap(from_fn(http::security_headers))
            .configure(mount)
    })
    .workers(1)
    .disable_signals()
    .bind((address.host.as_str(), address.port))
    .map_err(|source| StartError::listen(address, source))?;
    let addresses = server.addrs();
    // A name can lead anywhere; what it led to is known now.
    if let Some(public) = addresses.iter().find(|bound| !is_private(bound.ip())) {
        return Err(StartError::PublicOperations(*public));
    }
    Ok((server.run(), addresses))
}

#[expect(
    clippy::disallowed_methods,
    reason = "metrics show no data and health is a route beside the door already"
)]
fn mount(config: &mut ServiceConfig) {
    config.route("/health", web::get().to(health));
    config.route("/metrics", web::get().to(metrics));
}

/// That it serves, and how it stands with the key service: a word for who watches over it.
pub(super) async fn health(kernel: Data<KernelHandle>) -> HttpResponse {
    let keys = kernel.vault().condition().as_str();
    HttpResponse::Ok()
        .content_type("text/plain")
        .body(format!("ok\nkeys {keys}\n"))
}

async fn metrics(kernel: Data<KernelHandle>) -> HttpResponse {
    match kernel.metrics().text(kernel.vault(), kernel.audit()) {
        Ok(text) => HttpResponse::Ok()
            .content_type(Metrics::MEDIA_TYPE)
            .body(text),
        Err(_) => HttpResponse::InternalServerError().finish(),
    }
}

/// The outermost middleware of the back office: whatever is answered, by whom ever, is counted.
pub(super) async fn count_answers(
    metrics: AnswerFigures,
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let outcome = next.call(request).await;
    metrics.count(match &outcome {
        Ok(response) => response.status().as_u16(),
        Err(error) => error.as_response_error().status_code().as_u16(),
    });
    outcome
}
