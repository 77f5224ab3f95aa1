//! The one error page: what happened and what to do, with the request's id and without personal data.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use askama::Template;

use super::{Shell, context::page_context};
use crate::{
    base::ids::RequestId,
    i18n,
    kernel::{Kernel, authz::PageContext, failure::Failure},
};

/// The page's content.
#[derive(Template)]
#[template(path = "error/page.html")]
pub struct ErrorPage {
    shell: Shell,
    status: u16,
    title: String,
    advice: String,
    /// The one way on: where it leads, and the key of its name.
    way: (&'static str, &'static str),
}

/// The page for a failure.
pub fn error_page(
    kernel: &Kernel,
    page: &PageContext,
    failure: &Failure,
    request: RequestId,
) -> HttpResponse {
    let status = failure.status();
    let (title, advice) = match failure {
        Failure::BankCard => ("error.card.title", "error.card.advice"),
        Failure::Envelope(refusal) => ("envelope.title", refusal.key()),
        Failure::NotLoggedIn => ("error.login.title", "error.login.advice"),
        Failure::OldPage => ("error.old_page.title", "error.old_page.advice"),
        _ => words(status),
    };
    let way = match failure {
        Failure::NotLoggedIn => ("/login", "error.to_login"),
        _ => ("/", "error.home"),
    };
    let content = ErrorPage {
        way,
        shell: Shell::plain(kernel, page, request),
        status: status.as_u16(),
        title: i18n::text(page.locale, title).to_owned(),
        advice: i18n::text(page.locale, advice).to_owned(),
    };
    match content.render() {
        Ok(body) => HttpResponse::build(status)
            .content_type("text/html; charset=utf-8")
            .body(body),
        Err(_) => HttpResponse::new(StatusCode::INTERNAL_SERVER_ERROR),
    }
}

/// The answer to a path that leads nowhere; it shows no data and changes nothing.
pub async fn not_found(request: HttpRequest, kernel: Data<Arc<Kernel>>) -> HttpResponse {
    let page = page_context(&kernel, &request, None);
    error_page(&kernel, &page, &Failure::NotFound, RequestId::generate())
}

fn words(status: StatusCode) -> (&'static str, &'static str) {
    match status.as_u16() {
        400 | 408 | 413 => ("error.400.title", "error.400.advice"),
        403 => ("error.403.title", "error.403.advice"),
        404 => ("error.404.title", "error.404.advice"),
        409 => ("error.409.title", "error.409.advice"),
        422 => ("error.422.title", "error.422.advice"),
        429 => ("error.429.title", "error.429.advice"),
        503 => ("error.503.title", "error.503.advice"),
        _ => ("error.500.title", "error.500.advice"),
    }
}
