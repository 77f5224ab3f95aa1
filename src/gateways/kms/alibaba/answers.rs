//! What an answer of the service means, and what an operator has to do about it.
//!
//! Codes: <https://www.alibabacloud.com/help/en/kms/key-management-service/support/sample-responses>, the instances' own
//! <https://www.alibabacloud.com/help/en/kms/key-management-service/developer-reference/common-error-codes-1>, and those of the
//! gateway that checks signatures.

use serde::Deserialize;

use super::super::http::Reply;
use crate::kernel::vault::KeyServiceError;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Doing {
    Generate,
    Unwrap,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Fault {
    code: String,
    request_id: String,
}

/// Reads an answer; what is not one comes from something else than the service.
pub(super) fn parse<T: for<'de> Deserialize<'de>>(
    reply: &Reply,
    name: &str,
) -> Result<T, KeyServiceError> {
    serde_json::from_slice(&reply.body).map_err(|_| {
        KeyServiceError::Denied(format!(
            "{name} does not answer as Alibaba Cloud does; check keys.alibaba.endpoint"
        ))
    })
}

/// Whether it may be another answer in a moment.
pub(super) fn passes(reply: &Reply) -> bool {
    reply.status == 429 || reply.status >= 500 || is_throttled(&fault(reply).code)
}

/// The answer when it is one, else the error it stands for.
pub(super) fn check(reply: Reply, doing: Doing, name: &str) -> Result<Reply, KeyServiceError> {
    if reply.status == 200 {
        return Ok(reply);
    }
    let fault = fault(&reply);
    let code = fault.code.as_str();
    let said = format!(
        "{name} answered {} {code}, request {}",
        reply.status, fault.request_id
    );
    let (away, denied) = (
        |what: &str| KeyServiceError::Away(format!("{said}: {what}")),
        |what: &str| KeyServiceError::Denied(format!("{said}: {what}")),
    );
    let begins = |words: &[&str]| words.iter().any(|word| code.starts_with(word));
    Err(if reply.status == 429 || is_throttled(code) {
        away("too many calls; try again later or raise the quota")
    } else if reply.status >= 500 {
        away("a fault of the service; try again later")
    } else if begins(&[
        "IllegalTimestamp",
        "InvalidTimeStamp",
        "RequestTimeTooSkewed",
    ]) {
        denied("the time of this machine is more than 15 minutes off; check this machine's clock")
    } else if begins(&[
        "SignatureDoesNotMatch",
        "SignatureNotMatch",
        "IncompleteSignature",
    ]) {
        denied("the signature is wrong; check keys.alibaba.access_key_secret")
    } else if begins(&[
        "InvalidSecurityToken",
        "MissingSecurityToken",
        "SecurityTokenExpired",
    ]) {
        denied(
            "the STS token has ended or is none; get a new one for keys.alibaba.security_token and start again",
        )
    } else if begins(&["InvalidAccessKeyId", "Forbidden.AccessKey"]) {
        denied(
            "the access key is unknown or switched off, or its STS token has ended; check keys.alibaba.access_key_id",
        )
    } else if begins(&[
        "Rejected.Disabled",
        "Rejected.PendingDeletion",
        "Rejected.PendingImport",
        "Rejected.Unavailable",
    ]) {
        denied(
            "the master key is switched off or about to be deleted; enable it to let Hufu open anything again",
        )
    } else if begins(&[
        "Forbidden.KeyNotFound",
        "Forbidden.AliasNotFound",
        "Forbidden.KeyVersionNotFound",
    ]) {
        denied(
            "there is no such master key in this region; check keys.alibaba.key_id and keys.alibaba.region",
        )
    } else if code.starts_with("Forbidden") || matches!(reply.status, 401 | 403) {
        denied(
            "not allowed; give the RAM user kms:GenerateDataKey, kms:Decrypt and kms:ReEncrypt* on the master key",
        )
    } else if doing == Doing::Unwrap && reply.status == 400 && code.starts_with("Invalid") {
        // The documents name no code of its own for another ciphertext or context: it is an invalid parameter of the call.
        KeyServiceError::Refused(format!(
            "{said}: it did not make this key, or for something else; is this the account and region this data was made with?"
        ))
    } else {
        denied("look the code up in the service's documents")
    })
}

fn is_throttled(code: &str) -> bool {
    code.starts_with("Throttling") || code.contains(".Throttling")
}

/// Code and request id, which are enough to ask the service's support; its message repeats what was signed and is not kept.
fn fault(reply: &Reply) -> Fault {
    let fault: Fault = serde_json::from_slice(&reply.body).unwrap_or_default();
    Fault {
        code: word(&fault.code, "without a code"),
        request_id: word(&fault.request_id, "without a number"),
    }
}

fn word(text: &str, otherwise: &str) -> String {
    let plain = |letter: &char| letter.is_ascii_alphanumeric() || "._-".contains(*letter);
    let word: String = text.chars().filter(plain).take(80).collect();
    if word.is_empty() {
        otherwise.to_owned()
    } else {
        word
    }
}
