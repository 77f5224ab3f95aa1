//! Cookies: `__Host-` only, so that no other host and no plain connection can set or read them.

use std::future::{Ready, ready};

use actix_web::{
    FromRequest, HttpRequest,
    cookie::{Cookie, SameSite, time::Duration},
    dev::Payload,
};

use crate::kernel::{authn::Token, failure::Failure};

pub const SESSION: &str = "__Host-session";
/// The token of a login under way.
pub const LOGIN: &str = "__Host-login";
/// A random value for visitors without a session, from which their CSRF token is made.
pub(super) const VISITOR: &str = "__Host-visitor";
pub const LOCALE: &str = "__Host-locale";
pub const THEME: &str = "__Host-theme";

/// A cookie that ends with the browser, out of reach for scripts.
pub fn host_cookie(name: &'static str, value: String) -> Cookie<'static> {
    Cookie::build(name, value)
        .path("/")
        .secure(true)
        .http_only(true)
        .same_site(SameSite::Lax)
        .finish()
}

/// A cookie that remembers a choice for a year.
pub fn preference_cookie(name: &'static str, value: String) -> Cookie<'static> {
    let mut cookie = host_cookie(name, value);
    cookie.set_max_age(Duration::days(365));
    cookie
}

pub fn expired(name: &'static str) -> Cookie<'static> {
    let mut cookie = host_cookie(name, String::new());
    cookie.make_removal();
    cookie
}

/// The token of the login under way, as the browser sent it; none if it sent none.
pub struct LoginToken(pub Option<Token>);

impl FromRequest for LoginToken {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let sent = request.cookie(LOGIN);
        ready(Ok(Self(sent.map(|cookie| Token::sent(cookie.value())))))
    }
}
