//! What an answer of OpenBao means, and what an operator has to do about it.

use serde::Deserialize;

use super::super::http::Reply;
use crate::kernel::vault::KeyServiceError;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Doing {
    LogIn,
    Generate,
    Unwrap,
}

#[derive(Deserialize)]
struct Errors {
    #[serde(default)]
    errors: Vec<String>,
}

/// The answer when it is one, else the error it stands for.
pub(super) fn check(
    reply: Reply,
    doing: Doing,
    name: &str,
    path: &str,
) -> Result<Reply, KeyServiceError> {
    if reply.status == 200 {
        return Ok(reply);
    }
    let words = words(&reply);
    let (away, denied) = (KeyServiceError::Away, KeyServiceError::Denied);
    Err(match reply.status {
        _ if is_sealed(&reply) => away(format!(
            "{name} is sealed; unseal it with: bao operator unseal"
        )),
        429 => away(format!(
            "{name} has too much to do ({words}); raise its rate limit for {path}"
        )),
        500.. => away(format!(
            "{name} has a fault ({}, {words}); look at its log",
            reply.status
        )),
        300..=399 => denied(format!(
            "{name} sends elsewhere; name the active node, or a balancer in front of it, in keys.openbao.address"
        )),
        404 => denied(format!(
            "{name} has nothing at {path}; check keys.openbao.mount, or enable it with: bao secrets enable transit"
        )),
        400 | 401 | 403 if doing == Doing::LogIn => denied(format!(
            "{name} does not let this AppRole in ({words}); check keys.openbao.role_id, and make a new secret_id with: \
             bao write -f auth/approle/role/NAME/secret-id"
        )),
        401 | 403 => denied(format!(
            "{name} refuses the token ({words}); it has expired, was revoked, or its policy lacks \"update\" on {path}"
        )),
        400 if doing == Doing::Unwrap && is_about_the_ciphertext(&words) => {
            KeyServiceError::Refused(format!(
                "{name} did not wrap this key at {path}, or wrapped it for something else ({words}); \
                 is keys.openbao.key the key this data was made with?"
            ))
        }
        400 if words.contains("key not found") => denied(format!(
            "{name} has no such key; check keys.openbao.key, or make it with: bao write -f MOUNT/keys/NAME derived=true"
        )),
        400 if words.contains("soft-deleted") => denied(format!(
            "{name} has its key switched off (soft-deleted); restore it to let Hufu open anything again"
        )),
        400 if words.contains("too old") => denied(format!(
            "{name} has this version of its key switched off; lower min_decryption_version, rewrap, then raise it again"
        )),
        status => denied(format!(
            "{name} refused ({status}, {words}); look at its audit log"
        )),
    })
}

/// Reads an answer; what is not one comes from something else than OpenBao.
pub(super) fn parse<T: for<'de> Deserialize<'de>>(
    reply: &Reply,
    name: &str,
) -> Result<T, KeyServiceError> {
    serde_json::from_slice(&reply.body).map_err(|_| {
        KeyServiceError::Denied(format!(
            "{name} does not answer as OpenBao does; check keys.openbao.address"
        ))
    })
}

pub(super) fn is_sealed(reply: &Reply) -> bool {
    let words = words(reply);
    reply.status == 503 && (words.contains("sealed") || words.contains("not initialized"))
}

/// The words of the transit engine when the ciphertext or the context is not what the key made.
fn is_about_the_ciphertext(words: &str) -> bool {
    [
        "message authentication failed",
        "invalid ciphertext",
        "could not decode base64",
    ]
    .iter()
    .any(|known| words.contains(known))
}

/// The server's own words, cut and without control characters. They hold names and reasons, no key and no token.
fn words(reply: &Reply) -> String {
    let errors = serde_json::from_slice::<Errors>(&reply.body)
        .map(|body| body.errors.join("; "))
        .unwrap_or_default();
    let plain: String = errors
        .chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .take(200)
        .collect();
    let joined = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    if joined.is_empty() {
        "no reason given".to_owned()
    } else {
        joined
    }
}
