//! What a page needs to know of the request it answers.

use actix_web::HttpRequest;

use super::cookies;
use crate::base::locale::Locale;

/// The reader's language: as chosen, else as the browser says, else Chinese.
pub(super) fn locale(request: &HttpRequest) -> Locale {
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

/// The chosen theme.
pub(super) fn theme(request: &HttpRequest) -> &'static str {
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
