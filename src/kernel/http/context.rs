//! What a page needs to know of the request it answers.

use actix_web::{HttpRequest, http::Method};

use super::{cookies, csrf};
use crate::{
    base::{locale::Locale, personal},
    kernel::{
        Kernel,
        authz::{CurrentSession, PageContext},
    },
};

/// A page context; the CSRF token is the known cookie's, if there is one.
pub(super) fn page_context(
    kernel: &Kernel,
    request: &HttpRequest,
    session: Option<CurrentSession>,
) -> PageContext {
    PageContext {
        locale: locale(request),
        theme: theme(request),
        here: request.path().to_owned(),
        path: path_to_return(request).to_owned(),
        csrf: request
            .cookie(cookies::SESSION)
            .or_else(|| request.cookie(cookies::VISITOR))
            .map(|cookie| csrf::token(cookie.value()))
            .unwrap_or_default(),
        session,
        now: kernel.clock.now(),
    }
}

/// Where a form of the shell leads back to. Where a form was posted to is no page to come back to, and a personal number
/// that somebody typed into an address is not repeated.
fn path_to_return(request: &HttpRequest) -> &str {
    let whole = request
        .uri()
        .path_and_query()
        .map_or("/", |path| path.as_str());
    [whole, request.path()]
        .into_iter()
        .filter(|_| request.method() == Method::GET)
        .find(|path| personal::find_personal(path).is_none())
        .unwrap_or("/")
}

/// The reader's language: as chosen, else as the browser says, else Chinese.
fn locale(request: &HttpRequest) -> Locale {
    let chosen = request
        .cookie(cookies::LOCALE)
        .and_then(|cookie| Locale::from_cookie(cookie.value()));
    chosen.unwrap_or_else(|| {
        let header = request
            .headers()
            .get(actix_web::http::header::ACCEPT_LANGUAGE);
        Locale::from_accept_language(
            header
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default(),
        )
    })
}

fn theme(request: &HttpRequest) -> &'static str {
    match request
        .cookie(cookies::THEME)
        .as_ref()
        .map(|cookie| cookie.value())
    {
        Some("light") => "light",
        Some("dark") => "dark",
        _ => "auto",
    }
}
