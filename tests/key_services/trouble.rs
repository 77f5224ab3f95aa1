//! What goes wrong on the way: slow, faulty, untrusted and misdirected servers, and how often each is asked.

use std::{path::PathBuf, time::Duration};

use base64::{Engine, engine::general_purpose::STANDARD};
use hufu::{
    gateways::kms::{
        http::Pace,
        openbao::{OpenBao, OpenBaoSettings},
    },
    kernel::vault::{KeyService, KeyServiceError},
};
use serde_json::json;

use crate::{
    PACE, away, denied,
    openbao_server::with_token,
    stand_in::{Answer, StandIn, certificates},
};

const WRAPPED: &[u8] = b"vault:v1:AAAA";
const TOKEN: &str = "s.token-of-this-test";

fn service(
    address: String,
    authority: Option<PathBuf>,
    pace: Pace,
) -> Result<OpenBao, KeyServiceError> {
    OpenBao::new(OpenBaoSettings {
        address,
        mount: "transit".to_owned(),
        key: "hufu".to_owned(),
        login: with_token(TOKEN),
        namespace: Some("travel".to_owned()),
        ca_certificate: authority,
        pace,
    })
}

fn of(server: &StandIn) -> OpenBao {
    service(server.url(), server.authority(), PACE).expect("a client")
}

fn opened() -> Answer {
    let key = STANDARD.encode([7; 32]);
    Answer::With(200, json!({ "data": { "plaintext": key } }).to_string())
}

#[tokio::test]
async fn a_fault_that_passes_is_not_noticed() {
    let server = StandIn::start(|call, asked| {
        assert_eq!(
            (asked.method.as_str(), asked.path.as_str()),
            ("POST", "/v1/transit/decrypt/hufu")
        );
        assert_eq!(asked.header("x-vault-token"), TOKEN);
        assert_eq!(asked.header("x-vault-namespace"), "travel");
        match call {
            1 => Answer::With(502, "<html>".to_owned()),
            2 => Answer::With(429, "{}".to_owned()),
            _ => opened(),
        }
    })
    .await;
    let key = of(&server).unwrap(WRAPPED, "a").await.expect("a key");
    assert_eq!((key[..].to_vec(), server.calls()), (vec![7; 32], 3));
}

#[tokio::test]
async fn a_fault_that_stays_is_away_after_three_tries_and_a_refusal_after_one() {
    for (status, body, calls, says) in [
        (500, "{}", 3, "has a fault (500"),
        (429, "{}", 3, "too much to do"),
        (503, "{\"errors\":[\"Vault is sealed\"]}", 1, "is sealed"),
    ] {
        let server = StandIn::start(move |_, _| Answer::With(status, body.to_owned())).await;
        let why = away(of(&server).unwrap(WRAPPED, "a").await);
        assert!(why.contains(says), "{why}");
        assert_eq!(server.calls(), calls, "{status}");
    }
    let secret = json!({ "errors": [], "data": { "plaintext": "c2VjcmV0" } }).to_string();
    for (status, body, says) in [
        (403, "{}".to_owned(), "refuses the token"),
        (307, String::new(), "sends elsewhere"),
        (200, "<html>".to_owned(), "does not answer as OpenBao does"),
        (200, "x".repeat(100_000), "an answer too long"),
        (418, secret, "refused (418, no reason given)"),
    ] {
        let server = StandIn::start(move |_, _| Answer::With(status, body.clone())).await;
        let why = denied(of(&server).unwrap(WRAPPED, "a").await);
        assert!(why.contains(says), "{why}");
        assert!(!why.contains("c2VjcmV0") && !why.contains(TOKEN), "{why}");
        assert_eq!(server.calls(), 1, "{status}");
    }
}

#[tokio::test]
async fn a_slow_server_is_away() {
    let server = StandIn::start(|_, _| Answer::Never).await;
    let pace = Pace {
        answer: Duration::from_millis(300),
        tries: 2,
        ..PACE
    };
    let service = service(server.url(), server.authority(), pace).expect("a client");
    let why = away(service.unwrap(WRAPPED, "a").await);
    assert!(why.contains("did not answer within 300ms"), "{why}");
    assert!(why.contains("keys.timeout_seconds"), "{why}");
}

#[tokio::test]
async fn only_a_server_with_a_trusted_certificate_gets_the_token() {
    let server = StandIn::start(|_, _| opened()).await;
    let (_directory, others) = certificates();
    for authority in [None, Some(others.ca)] {
        let service = service(server.url(), authority, PACE).expect("a client");
        let why = denied(service.unwrap(WRAPPED, "a").await);
        assert!(why.contains("is not trusted"), "{why}");
        assert!(why.contains("ca_certificate"), "{why}");
    }
    let plain = server.url().replace("https", "http");
    let plain = service(plain, server.authority(), PACE).expect("a client");
    assert!(
        plain.unwrap(WRAPPED, "a").await.is_err(),
        "never over plain HTTP"
    );
    assert_eq!(server.calls(), 0);
}

#[tokio::test]
async fn an_authority_that_is_none_is_named() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("ca.pem");
    for content in [None, Some("no certificate")] {
        if let Some(content) = content {
            std::fs::write(&file, content).expect("a file");
        }
        let address = "https://localhost:1/".to_owned();
        let why = away(service(address, Some(file.clone()), PACE));
        assert!(why.contains("ca.pem"), "{why}");
    }
}
