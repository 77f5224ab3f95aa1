//! One line in the process log for each request: method, route pattern, status. Never the path: a path can hold what
//! somebody typed.

use actix_web::{
    Error,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
};
use tracing::Span;
use tracing_actix_web::RootSpanBuilder;

/// Builds the span of a request and writes its line.
pub(super) struct RequestLine;

impl RootSpanBuilder for RequestLine {
    fn on_request_start(request: &ServiceRequest) -> Span {
        tracing::info_span!("request", method = %request.method())
    }

    fn on_request_end<B: MessageBody>(_: Span, outcome: &Result<ServiceResponse<B>, Error>) {
        match outcome {
            Ok(response) => {
                let request = response.request();
                let route = request.match_pattern().unwrap_or_else(|| "none".to_owned());
                tracing::info!(method = %request.method(), route, status = response.status().as_u16(), "answered");
            }
            Err(error) => {
                let status = error.as_response_error().status_code().as_u16();
                tracing::error!(status, "a request ended in an error outside its handler");
            }
        }
    }
}
