//! Against a real OpenBao server (S2).

use hufu::kernel::vault::KeyService;
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    away, denied,
    openbao_server::{OpenBaoServer, with_role, with_token},
    refused,
};

#[tokio::test]
async fn keys_are_made_unwrapped_and_rewrapped_only_for_their_context() {
    let Some(server) = OpenBaoServer::start().await else {
        return;
    };
    let service = server.service("hufu", with_token(&server.token().await));
    let made = service.generate("hufu/data_keys/1").await.expect("a key");
    let other = service.generate("hufu/data_keys/1").await.expect("a key");
    assert!(*made.key != *other.key);
    assert!(made.wrapped.starts_with(b"vault:v1:"));

    server
        .admin(Method::POST, "transit/keys/hufu/rotate", Value::Null)
        .await;
    let rewrapped = service.rewrap(&made.wrapped, "hufu/data_keys/1").await;
    let rewrapped = rewrapped.expect("rewrapping");
    assert!(rewrapped.starts_with(b"vault:v2:"));
    for wrapped in [&made.wrapped, &rewrapped] {
        let key = service.unwrap(wrapped, "hufu/data_keys/1").await;
        assert!(*key.expect("unwrapping") == *made.key);
        let elsewhere = service.unwrap(wrapped, "hufu/blind_indexes/1").await;
        assert!(refused(elsewhere).contains("message authentication failed"));
        refused(service.rewrap(wrapped, "hufu/blind_indexes/1").await);
        let mut changed = wrapped.clone();
        *changed.last_mut().expect("a byte") ^= 1;
        refused(service.unwrap(&changed, "hufu/data_keys/1").await);
    }
    // Wrapped by a keyring file, which stores bytes.
    refused(service.unwrap(&[0xff; 60], "hufu/data_keys/1").await);

    server.make_key("another", true).await;
    let another = server.service("another", with_token(server.root_token()));
    let why = refused(another.unwrap(&made.wrapped, "hufu/data_keys/1").await);
    assert!(why.contains("keys.openbao.key"), "{why}");
}

#[tokio::test]
async fn whoever_is_not_let_in_is_told_why() {
    let Some(server) = OpenBaoServer::start().await else {
        return;
    };
    let why = denied(
        server
            .service("hufu", with_token("s.wrong"))
            .generate("a")
            .await,
    );
    assert!(why.contains("refuses the token"), "{why}");
    assert!(why.contains("transit/datakey/plaintext/hufu"), "{why}");
    assert!(!why.contains("s.wrong"), "{why}");

    server.make_key("another", true).await;
    let limited = server.service("another", with_token(&server.token().await));
    assert!(denied(limited.generate("a").await).contains("policy"));

    let (role, secret) = server.role().await;
    let why = denied(
        server
            .service("hufu", with_role(&role, "wrong"))
            .generate("a")
            .await,
    );
    assert!(why.contains("invalid role or secret ID"), "{why}");
    assert!(why.contains("secret_id"), "{why}");

    let service = server.service("hufu", with_role(&role, &secret));
    let made = service.generate("a").await.expect("a key");
    // Its token ends; it logs in again by itself.
    let prefix = "sys/leases/revoke-prefix/auth/approle/login";
    server.admin(Method::POST, prefix, Value::Null).await;
    let key = service.unwrap(&made.wrapped, "a").await;
    assert!(*key.expect("a key") == *made.key);
    // Its secret ends as well.
    let destroyed = json!({ "secret_id": secret });
    server
        .admin(
            Method::POST,
            "auth/approle/role/hufu/secret-id/destroy",
            destroyed,
        )
        .await;
    assert!(
        service.unwrap(&made.wrapped, "a").await.is_ok(),
        "the token is good still"
    );
    server.admin(Method::POST, prefix, Value::Null).await;
    let why = denied(service.unwrap(&made.wrapped, "a").await);
    assert!(why.contains("secret-id") && !why.contains(&secret), "{why}");
}

#[tokio::test]
async fn a_sealed_server_is_away_until_it_is_unsealed() {
    let Some(mut server) = OpenBaoServer::start().await else {
        return;
    };
    let (role, secret) = server.role().await;
    let service = server.service("hufu", with_token(&server.token().await));
    let newcomer = server.service("hufu", with_role(&role, &secret));
    let made = service.generate("a").await.expect("a key");
    server.seal().await;
    assert!(away(service.unwrap(&made.wrapped, "a").await).contains("bao operator unseal"));
    assert!(away(newcomer.unwrap(&made.wrapped, "a").await).contains("is sealed"));
    server.unseal().await;
    let key = service.unwrap(&made.wrapped, "a").await;
    assert!(*key.expect("a key") == *made.key);
    assert!(newcomer.unwrap(&made.wrapped, "a").await.is_ok());
    server.kill();
    let why = away(service.unwrap(&made.wrapped, "a").await);
    assert!(why.contains("cannot be reached"), "{why}");
    assert!(why.contains("refused"), "{why}");
}

#[tokio::test]
async fn a_key_that_is_missing_switched_off_or_binds_nothing_is_denied() {
    let Some(server) = OpenBaoServer::start().await else {
        return;
    };
    let root = || with_token(server.root_token());
    let why = denied(server.service("missing", root()).generate("a").await);
    assert!(why.contains("derived=true"), "{why}");

    server.make_key("plain", false).await;
    let why = denied(server.service("plain", root()).generate("a").await);
    assert!(why.contains("ignores the context"), "{why}");

    let service = server.service("hufu", root());
    let made = service.generate("a").await.expect("a key");
    let switch = "transit/keys/hufu/soft-delete";
    server.admin(Method::DELETE, switch, Value::Null).await;
    assert!(denied(service.unwrap(&made.wrapped, "a").await).contains("switched off"));
    assert!(denied(service.generate("a").await).contains("switched off"));
    let restore = "transit/keys/hufu/soft-delete-restore";
    server.admin(Method::POST, restore, Value::Null).await;
    assert!(service.unwrap(&made.wrapped, "a").await.is_ok());

    server
        .admin(Method::POST, "transit/keys/hufu/rotate", Value::Null)
        .await;
    let newest = json!({ "min_decryption_version": 2 });
    server
        .admin(Method::POST, "transit/keys/hufu/config", newest)
        .await;
    let why = denied(service.unwrap(&made.wrapped, "a").await);
    assert!(why.contains("min_decryption_version"), "{why}");

    server
        .admin(Method::DELETE, "sys/mounts/transit", Value::Null)
        .await;
    let why = denied(service.unwrap(&made.wrapped, "a").await);
    assert!(why.contains("keys.openbao.mount"), "{why}");
}
