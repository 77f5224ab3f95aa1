//! Against a stand-in that checks what Alibaba Cloud checks (S2).

use std::time::Duration;

use hufu::{
    base::clock::Clock,
    gateways::kms::alibaba::{AlibabaKms, AlibabaSettings, signature::Credentials},
    kernel::vault::KeyService,
};
use zeroize::Zeroizing;

use crate::{
    PACE,
    alibaba_server::{ACCESS_KEY_ID, ACCESS_KEY_SECRET, AlibabaServer, KEY_ID, SECURITY_TOKEN},
    away, denied, refused,
};

fn credentials() -> Credentials {
    Credentials {
        id: ACCESS_KEY_ID.to_owned(),
        secret: Zeroizing::new(ACCESS_KEY_SECRET.to_owned()),
        security_token: None,
    }
}

fn service(server: &AlibabaServer, credentials: Credentials, clock: &Clock) -> AlibabaKms {
    let settings = AlibabaSettings {
        endpoint: server.server.url(),
        key_id: KEY_ID.to_owned(),
        credentials,
        ca_certificate: server.server.authority(),
        pace: PACE,
    };
    AlibabaKms::new(settings, clock.clone()).expect("a client")
}

async fn start() -> (AlibabaServer, AlibabaKms, Clock) {
    let clock = Clock::manual(Clock::system().now());
    let server = AlibabaServer::start(clock.clone()).await;
    let service = service(&server, credentials(), &clock);
    (server, service, clock)
}

#[tokio::test]
async fn keys_are_made_unwrapped_and_rewrapped_only_for_their_context() {
    let (_server, service, _) = start().await;
    let made = service.generate("hufu/data_keys/1").await.expect("a key");
    let other = service.generate("hufu/data_keys/1").await.expect("a key");
    assert!(*made.key != *other.key);
    let rewrapped = service.rewrap(&made.wrapped, "hufu/data_keys/1").await;
    let rewrapped = rewrapped.expect("rewrapping");
    assert_ne!(rewrapped, made.wrapped);
    for wrapped in [&made.wrapped, &rewrapped] {
        let key = service.unwrap(wrapped, "hufu/data_keys/1").await;
        assert!(*key.expect("unwrapping") == *made.key);
        refused(service.unwrap(wrapped, "hufu/blind_indexes/1").await);
        refused(service.rewrap(wrapped, "hufu/blind_indexes/1").await);
        refused(service.unwrap(&wrapped[4..], "hufu/data_keys/1").await);
    }
    refused(service.unwrap(&[0xff; 60], "hufu/data_keys/1").await);
    refused(service.unwrap(b"vault:v1:AAAA", "hufu/data_keys/1").await);
}

#[tokio::test]
async fn a_wrong_access_key_is_denied_and_nothing_of_it_is_said() {
    let (server, _, clock) = start().await;
    for (change, says) in [
        (
            Credentials {
                secret: Zeroizing::new("not-the-secret".to_owned()),
                ..credentials()
            },
            "access_key_secret",
        ),
        (
            Credentials {
                id: "LTAI-of-nobody".to_owned(),
                ..credentials()
            },
            "access_key_id",
        ),
        (
            Credentials {
                security_token: Some(Zeroizing::new(SECURITY_TOKEN.to_owned())),
                ..credentials()
            },
            "security_token",
        ),
    ] {
        let calls = server.server.calls();
        let why = denied(service(&server, change, &clock).generate("a").await);
        assert!(why.contains(says), "{why}");
        assert!(
            why.contains("e85db688-a2d3-44ca-9790-4259f59e90d8"),
            "{why}"
        );
        for secret in [
            ACCESS_KEY_SECRET,
            "not-the-secret",
            SECURITY_TOKEN,
            "string to sign",
        ] {
            assert!(!why.contains(secret), "{why}");
        }
        assert_eq!(server.server.calls(), calls + 1, "asked once");
    }
    server.change(|state| state.security_token = true);
    let sts = Credentials {
        security_token: Some(Zeroizing::new(SECURITY_TOKEN.to_owned())),
        ..credentials()
    };
    assert!(service(&server, sts, &clock).generate("a").await.is_ok());
    let without = service(&server, credentials(), &clock).generate("a").await;
    assert!(denied(without).contains("security_token"));
}

#[tokio::test]
async fn a_clock_that_is_off_is_named() {
    let (server, service, clock) = start().await;
    let service_clock = Clock::manual(clock.now());
    assert!(service.generate("a").await.is_ok());
    let late = self::service(&server, credentials(), &service_clock);
    service_clock.advance(Duration::from_secs(14 * 60));
    assert!(late.generate("a").await.is_ok());
    service_clock.advance(Duration::from_secs(2 * 60));
    let why = denied(late.generate("a").await);
    assert!(why.contains("check this machine's clock"), "{why}");
}

#[tokio::test]
async fn a_key_that_is_switched_off_unknown_or_not_allowed_is_denied() {
    let (server, service, clock) = start().await;
    let made = service.generate("a").await.expect("a key");
    for key_state in ["Disabled", "PendingDeletion"] {
        server.change(|state| state.key_state = key_state);
        assert!(denied(service.unwrap(&made.wrapped, "a").await).contains("switched off"));
    }
    server.change(|state| {
        state.key_state = "";
        state.forbidden = "ReEncrypt";
    });
    assert!(service.unwrap(&made.wrapped, "a").await.is_ok());
    assert!(denied(service.rewrap(&made.wrapped, "a").await).contains("kms:ReEncrypt"));

    let settings = |endpoint: String| AlibabaSettings {
        endpoint,
        key_id: "key-another".to_owned(),
        credentials: credentials(),
        ca_certificate: server.server.authority(),
        pace: PACE,
    };
    let unknown = AlibabaKms::new(settings(server.server.url()), clock.clone()).expect("a client");
    assert!(denied(unknown.generate("a").await).contains("keys.alibaba.key_id"));
    let dedicated = settings("https://kst-1.cryptoservice.kms.aliyuncs.com/".to_owned());
    let dedicated = AlibabaKms::new(dedicated, clock).expect("a client");
    assert!(denied(dedicated.rewrap(&made.wrapped, "a").await).contains("kms-vpc"));
}

#[tokio::test]
async fn throttling_passes_or_is_away_and_every_try_is_signed_anew() {
    let (server, service, clock) = start().await;
    server.change(|state| state.throttled = 2);
    assert!(service.generate("a").await.is_ok());
    assert_eq!(server.server.calls(), 3);
    server.change(|state| state.throttled = 3);
    let why = away(service.generate("a").await);
    assert!(why.contains("Throttling.User"), "{why}");
    server.server.stop().await;
    // A connection that is open may be answered a moment longer; a new one is not.
    let service = self::service(&server, credentials(), &clock);
    assert!(away(service.generate("a").await).contains("cannot be reached"));
}
