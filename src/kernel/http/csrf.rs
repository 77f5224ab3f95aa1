//! Cross-site request forgery: every POST carries a token made from a cookie that other sites cannot read, and an `Origin`
//! that is ours.

use actix_web::{HttpRequest, http::header};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

/// The token that belongs to this session or visitor cookie.
pub(super) fn token(cookie: &str) -> String {
    let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(cookie.as_bytes()) else {
        return String::new();
    };
    mac.update(b"hufu csrf");
    URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
}

/// Whether the token sent is the one that belongs to the cookie.
pub(super) fn matches(sent: Option<&str>, expected: &str) -> bool {
    sent.is_some_and(|sent| bool::from(sent.as_bytes().ct_eq(expected.as_bytes())))
}

/// Whether the request comes from a page of ours: a browser sends `Origin` with every POST; a client that sends none has
/// no cookies of somebody else to misuse. Ours is what configuration says: `Host` is whatever the request says.
pub(super) fn from_own_page(request: &HttpRequest, origins: &[String]) -> bool {
    let Some(origin) = request.headers().get(header::ORIGIN) else {
        return true;
    };
    origin
        .to_str()
        .is_ok_and(|origin| origins.iter().any(|own| own.eq_ignore_ascii_case(origin)))
}

/// A new random value for a cookie: 256 bits (ASVS 7.2.3 asks for 128).
pub(super) fn random_token() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}
