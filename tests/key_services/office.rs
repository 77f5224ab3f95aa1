//! The whole office on a key service elsewhere: it starts, seals, is started anew, opens; and does not start on the wrong one.

use std::time::Duration;

use hufu::{
    app::{StartError, open_kernel},
    base::clock::Clock,
    config::{AlibabaConfig, Config, KeyService, OpenBaoConfig, Secret},
    kernel::vault::{KeyServiceError, VaultError},
};
use serde_json::Value;

use crate::{
    alibaba_server::{ACCESS_KEY_ID, ACCESS_KEY_SECRET, AlibabaServer, KEY_ID},
    harness::{Engine, TestApp},
    openbao_server::OpenBaoServer,
};

const ORDERS: u32 = 10;

/// Opens sealed values twice: the phone that the code goes to, and the names on the list.
async fn works(app: &TestApp) {
    // Past the pause between two codes to the same phone.
    app.clock.advance(Duration::from_secs(120));
    let mut clerk = app.login("customer_service").await;
    let list = clerk.get("/orders").await;
    assert_eq!(list.status.as_u16(), 200);
    assert!(list.text.contains("****"), "a masked phone");
}

/// Why it does not start with another key service.
async fn refusal(config: &Config, service: KeyService) -> KeyServiceError {
    let mut config = config.clone();
    config.keys.service = service;
    match open_kernel(&config, Clock::system()).await.err() {
        Some(StartError::KeyService(error) | StartError::Vault(VaultError::KeyService(error))) => {
            error
        }
        other => panic!("not a refusal of the key service: {other:?}"),
    }
}

async fn on_openbao(engine: Engine) {
    let Some(server) = OpenBaoServer::start().await else {
        return;
    };
    let token = server.token().await;
    let right = server.config("hufu", &token);
    let app = TestApp::spawn_with(engine, ORDERS, |config| {
        config.keys.service = KeyService::OpenBao(right.clone());
    })
    .await;
    works(&app).await;
    let local = Config::load(&app.config.file).expect("the demonstration's own");
    let stopped = app.stop_for_restart().await;

    server.make_key("another", true).await;
    let another = server.config("another", server.root_token());
    let outside = server.config("hufu", "s.wrong");
    let elsewhere = OpenBaoConfig {
        address: "https://localhost:1/".to_owned(),
        ..right
    };
    let of = |config| KeyService::OpenBao(config);
    let why = refusal(&stopped.config, of(another)).await;
    assert!(matches!(why, KeyServiceError::Refused(_)), "{why}");
    let why = refusal(&stopped.config, of(outside)).await;
    assert!(matches!(why, KeyServiceError::Denied(_)), "{why}");
    let why = refusal(&stopped.config, of(elsewhere)).await;
    assert!(matches!(why, KeyServiceError::Away(_)), "{why}");
    let why = refusal(&stopped.config, local.keys.service).await;
    assert!(why.to_string().contains("keys.service"), "{why}");
    server.seal().await;
    let sealed = stopped.config.keys.service.clone();
    let why = refusal(&stopped.config, sealed).await;
    assert!(matches!(why, KeyServiceError::Away(_)), "{why}");
    server.unseal().await;
    server
        .admin(
            reqwest::Method::POST,
            "transit/keys/hufu/rotate",
            Value::Null,
        )
        .await;

    let app = stopped.start().await;
    works(&app).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_lives_on_openbao_on_sqlite() {
    on_openbao(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_lives_on_openbao_on_postgres() {
    on_openbao(Engine::Postgres).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_lives_on_alibaba() {
    let server = AlibabaServer::start(Clock::system()).await;
    let right = AlibabaConfig {
        region: "cn-hangzhou".to_owned(),
        foreign_region_reason: None,
        endpoint: server.server.url(),
        key_id: KEY_ID.to_owned(),
        access_key_id: ACCESS_KEY_ID.to_owned(),
        access_key_secret: Secret::new(ACCESS_KEY_SECRET.to_owned()),
        security_token: None,
        ca_certificate: server.server.authority(),
    };
    let app = TestApp::spawn_with(Engine::Sqlite, ORDERS, |config| {
        config.keys.service = KeyService::Alibaba(right.clone());
    })
    .await;
    works(&app).await;
    let stopped = app.stop_for_restart().await;
    let wrong = AlibabaConfig {
        access_key_secret: Secret::new("wrong".to_owned()),
        ..right
    };
    let why = refusal(&stopped.config, KeyService::Alibaba(wrong)).await;
    assert!(matches!(why, KeyServiceError::Denied(_)), "{why}");
    server.change(|state| state.key_state = "Disabled");
    let switched_off = stopped.config.keys.service.clone();
    let why = refusal(&stopped.config, switched_off).await;
    assert!(why.to_string().contains("switched off"), "{why}");
    server.change(|state| state.key_state = "");
    let app = stopped.start().await;
    works(&app).await;
    app.stop().await;
}
