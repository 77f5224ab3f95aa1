//! The one error page: what happened and what to do, with the request's id and without personal data.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use askama::Template;

use super::{Shell, context::page_context};
use crate::{
    base::ids::RequestId,
    i18n::{self, key},
    kernel::{
        Kernel,
        authz::{KernelHandle, PageContext},
        failure::Failure,
    },
};

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
        Failure::BankCard => (key::ERROR_CARD_TITLE, key::ERROR_CARD_ADVICE),
        Failure::Envelope(refusal) => (key::ENVELOPE_TITLE, refusal.key()),
        Failure::NotLoggedIn => (key::ERROR_LOGIN_TITLE, key::ERROR_LOGIN_ADVICE),
        Failure::OldPage => (key::ERROR_OLD_PAGE_TITLE, key::ERROR_OLD_PAGE_ADVICE),
        _ => words(status),
    };
    let way = match failure {
        Failure::NotLoggedIn => ("/login", key::ERROR_TO_LOGIN),
        _ => ("/", key::ERROR_HOME),
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
pub async fn not_found(request: HttpRequest, kernel: Data<KernelHandle>) -> HttpResponse {
    let page = page_context(&kernel, &request, None);
    error_page(&kernel, &page, &Failure::NotFound, RequestId::generate())
}

fn words(status: StatusCode) -> (&'static str, &'static str) {
    match status.as_u16() {
        400 | 408 | 413 => (key::ERROR_400_TITLE, key::ERROR_400_ADVICE),
        403 => (key::ERROR_403_TITLE, key::ERROR_403_ADVICE),
        404 => (key::ERROR_404_TITLE, key::ERROR_404_ADVICE),
        409 => (key::ERROR_409_TITLE, key::ERROR_409_ADVICE),
        422 => (key::ERROR_422_TITLE, key::ERROR_422_ADVICE),
        429 => (key::ERROR_429_TITLE, key::ERROR_429_ADVICE),
        503 => (key::ERROR_503_TITLE, key::ERROR_503_ADVICE),
        _ => (key::ERROR_500_TITLE, key::ERROR_500_ADVICE),
    }
}
