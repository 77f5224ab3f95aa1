//! Signature version 3 of Alibaba Cloud, ACS3-HMAC-SHA256, for calls without a body.
//!
//! <https://www.alibabacloud.com/help/en/sdk/product-overview/v3-request-structure-and-signature>

use std::fmt::Write;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

const ALGORITHM: &str = "ACS3-HMAC-SHA256";

/// A RAM access key, or the three parts of an STS token. Cannot be printed.
pub struct Credentials {
    pub id: String,
    /// The secret that goes with it.
    pub secret: Zeroizing<String>,
    pub security_token: Option<Zeroizing<String>>,
}

pub struct Call<'a> {
    pub method: &'a str,
    /// The `Host` header.
    pub host: &'a str,
    /// The action, such as `Decrypt`.
    pub action: &'a str,
    /// The version of the API.
    pub version: &'a str,
    /// The canonical query, as [`query`] makes it.
    pub query: &'a str,
    /// Now, in UTC to the second: `2026-11-22T10:05:00Z`.
    pub date: &'a str,
    pub nonce: &'a str,
}

/// The parameters as both the URL and the signature have them: sorted, encoded as RFC 3986 says.
#[must_use]
pub fn query(parameters: &[(&str, &str)]) -> String {
    let mut pairs: Vec<String> = parameters
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
        .collect();
    pairs.sort_unstable();
    pairs.join("&")
}

fn encode(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a text cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
        encoded
    })
}

/// The headers that the call goes with, all signed, and the signature.
#[must_use]
pub fn sign(credentials: &Credentials, call: &Call<'_>) -> Vec<(&'static str, String)> {
    let empty = hex::encode(Sha256::digest(b""));
    let mut headers = vec![
        ("host", call.host.to_owned()),
        ("x-acs-action", call.action.to_owned()),
        ("x-acs-content-sha256", empty.clone()),
        ("x-acs-date", call.date.to_owned()),
    ];
    if let Some(token) = &credentials.security_token {
        headers.push(("x-acs-security-token", token.trim().to_owned()));
    }
    headers.push(("x-acs-signature-nonce", call.nonce.to_owned()));
    headers.push(("x-acs-version", call.version.to_owned()));

    let names: Vec<&str> = headers.iter().map(|(name, _)| *name).collect();
    let names = names.join(";");
    let lines: String = headers
        .iter()
        .map(|(name, value)| format!("{name}:{value}\n"))
        .collect();
    let request = format!(
        "{}\n/\n{}\n{lines}\n{names}\n{empty}",
        call.method, call.query
    );
    let to_sign = format!("{ALGORITHM}\n{}", hex::encode(Sha256::digest(request)));
    let signature = hex::encode(keyed(&credentials.secret, &to_sign));
    headers.push((
        "authorization",
        format!(
            "{ALGORITHM} Credential={},SignedHeaders={names},Signature={signature}",
            credentials.id
        ),
    ));
    headers
}

fn keyed(secret: &str, text: &str) -> [u8; 32] {
    match Hmac::<Sha256>::new_from_slice(secret.as_bytes()) {
        Ok(mac) => mac.chain_update(text).finalize().into_bytes().into(),
        // HMAC takes keys of every length (RFC 2104, section 2).
        Err(_) => [0; 32],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example that the signature's document works through.
    #[test]
    fn the_published_example_comes_out() {
        let credentials = Credentials {
            id: "YourAccessKeyId".to_owned(),
            secret: Zeroizing::new("YourAccessKeySecret".to_owned()),
            security_token: None,
        };
        let query = query(&[
            ("RegionId", "cn-shanghai"),
            (
                "ImageId",
                "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd",
            ),
        ]);
        let headers = sign(
            &credentials,
            &Call {
                method: "POST",
                host: "ecs.cn-shanghai.aliyuncs.com",
                action: "RunInstances",
                version: "2014-05-26",
                query: &query,
                date: "2023-10-26T10:22:32Z",
                nonce: "3156853299f313e23d1673dc12e1703d",
            },
        );
        assert_eq!(
            headers.last().expect("the signature").1,
            "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,\
             SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,\
             Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
        );
    }

    #[test]
    fn parameters_are_sorted_and_encoded() {
        assert_eq!(
            query(&[("b", "{\"hufu\":\"a/1\"}"), ("a~", "+ *虎")]),
            "a~=%2B%20%2A%E8%99%8E&b=%7B%22hufu%22%3A%22a%2F1%22%7D"
        );
    }

    /// As the service's own Python library signs it (alibabacloud-tea-openapi 0.4.6).
    #[test]
    fn a_call_with_a_security_token_and_odd_letters_comes_out_as_the_services_library_has_it() {
        let credentials = Credentials {
            id: "LTAI5tExample".to_owned(),
            secret: Zeroizing::new("a+secret/of=this test".to_owned()),
            security_token: Some(Zeroizing::new("CAIS+token/of=this.test".to_owned())),
        };
        let query = query(&[
            ("CiphertextBlob", "Zm9v+/8="),
            (
                "SourceEncryptionContext",
                "{\"hufu\":\"hufu/data_keys/1 *~虎\"}",
            ),
            ("DestinationKeyId", "alias/hufu"),
        ]);
        let headers = sign(
            &credentials,
            &Call {
                method: "POST",
                host: "127.0.0.1:8443",
                action: "ReEncrypt",
                version: "2016-01-20",
                query: &query,
                date: "2026-11-22T10:05:00Z",
                nonce: "3156853299f313e23d1673dc12e1703d",
            },
        );
        let (_, authorization) = headers.last().expect("the signature");
        assert!(authorization.contains(";x-acs-security-token;"));
        assert!(
            authorization.ends_with(
                "Signature=ab977ec68c82416a0eb9e1670acd4a37c03729b7c0fb91a9d4f43759f921d01b"
            ),
            "{authorization}"
        );
    }
}
