//! What a thief gets of one store, of any two, and of both stores of the vault: the table in docs/threat-model.md, tried (S2, S5).

use std::{fs, path::PathBuf};

use aes_gcm::{
    Aes256Gcm, KeyInit,
    aead::{Aead, Nonce, Payload},
};
use hmac::{Hmac, Mac};
use hufu::{
    app::open_kernel,
    base::ids::TravellerId,
    config::{Config, KeyService, KeyringSeal, LocalConfig, StoreLocation, StoresConfig},
    gateways::kms::local::{KeyringSeal as Seal, LocalKeyring},
};
use sha2::{Digest, Sha256};

use crate::{
    harness::{TestApp, sql},
    leak::{dump, of_staff, of_travellers},
    on_each_engine,
    search::{Search, Value},
    seeded::Seeded,
};

type Stolen = Vec<(&'static str, Vec<u8>)>;

fn named(stores: &StoresConfig) -> [(&'static str, &StoreLocation); 4] {
    [
        ("business", &stores.business),
        ("vault", &stores.vault),
        ("keys", &stores.keys),
        ("audit", &stores.audit),
    ]
}

/// Everything of every store: files with their journals, or all rows of all tables.
async fn steal(app: &TestApp) -> Stolen {
    let mut stolen = Vec::new();
    for (name, location) in named(&app.config.stores) {
        let bytes = match location {
            StoreLocation::Sqlite(path) => ["", "-wal", "-shm"]
                .iter()
                .flat_map(|end| fs::read(format!("{}{end}", path.display())).unwrap_or_default())
                .collect(),
            StoreLocation::Postgres { writer, .. } => dump(writer.expose()).await,
        };
        assert!(bytes.len() > 100, "{name} is not empty");
        stolen.push((name, bytes));
    }
    stolen
}

async fn no_store_and_no_two_hold_a_value(app: &TestApp) {
    let seeded = Seeded::of(app);
    let mut admin = app.login("admin").await;
    for path in ["/orders", "/payments", "/keys"] {
        assert_eq!(admin.get(path).await.status.as_u16(), 200);
    }
    let values = of_travellers(&seeded)
        .into_iter()
        .chain(of_staff(&app.description));
    let people = Search::new(values);
    let orders = seeded.orders.iter().map(|order| Value {
        kind: "order number",
        text: order.order.order_no.to_string(),
    });
    let orders = Search::new(orders);

    let stolen = steal(app).await;
    for (at, (one, bytes)) in stolen.iter().enumerate() {
        assert!(
            people.hits(bytes).is_empty(),
            "{one} alone: {:?}",
            people.hits(bytes)
        );
        let has_orders = !orders.hits(bytes).is_empty();
        match *one {
            "business" => assert!(has_orders, "the search finds what is there"),
            "vault" | "keys" => assert!(!has_orders, "{one} names no order"),
            _ => {}
        }
        for (other, more) in &stolen[at + 1..] {
            let both = [&bytes[..], more].concat();
            assert!(people.hits(&both).is_empty(), "{one} and {other}");
        }
    }
}

/// Every run of 32 bytes in what a thief holds: whatever of it might be a key.
fn candidates(bytes: &[u8]) -> impl Iterator<Item = [u8; 32]> + '_ {
    let windows = bytes.windows(32);
    windows.map(|window| window.try_into().expect("32 bytes"))
}

async fn both_stores_of_the_vault_open_nothing_without_the_master_key(app: &TestApp) {
    let seeded = Seeded::of(app);
    let stores = &app.config.stores;
    // The thief has every wrapped key, knows a traveller, and knows how Hufu seals.
    let wrapped = sql::pairs(&stores.keys, "SELECT subject_id, wrapped FROM data_keys").await;
    let parts = sql::pairs(
        &stores.vault,
        "SELECT subject_id, blob FROM parts WHERE part = 'contact'",
    )
    .await;
    let digests = sql::pairs(
        &stores.vault,
        "SELECT subject_id, digest FROM blind_indexes",
    )
    .await;
    let known = &seeded.travellers[0];
    let traveller = TravellerId::imported("demo", known.number).uuid();
    let (_, key) = wrapped
        .iter()
        .find(|(subject, _)| *subject == traveller)
        .expect("a key");
    let (_, blob) = parts
        .iter()
        .find(|(subject, _)| *subject == traveller)
        .expect("a part");
    let all_keys: Vec<u8> = wrapped
        .iter()
        .flat_map(|(_, key)| key.iter().copied())
        .collect();

    let associated = [
        &blob[..6],
        traveller.as_bytes(),
        traveller.as_bytes(),
        b"contact",
    ]
    .concat();
    let nonce: [u8; 12] = blob[6..18].try_into().expect("a nonce");
    let opens = |key: [u8; 32]| {
        let payload = Payload {
            msg: &blob[18..],
            aad: &associated,
        };
        Aes256Gcm::new(&key.into())
            .decrypt(&Nonce::<Aes256Gcm>::from(nonce), payload)
            .is_ok()
    };
    assert!(candidates(&[key.clone(), blob.clone()].concat()).all(|key| !opens(key)));
    assert!(candidates(&all_keys).step_by(7).all(|key| !opens(key)));

    // Nor can a guess be checked: the digests are keyed.
    let phone = known.phone.expose().as_bytes();
    let text = [b"traveller_phone\0", phone].concat();
    let stored = |digest: &[u8]| digests.iter().any(|(_, stored)| stored == digest);
    assert!(!stored(&Sha256::digest(phone)) && !stored(&Sha256::digest(&text)));
    for key in candidates(&all_keys).step_by(97).chain([[0; 32]]) {
        let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(&key).expect("a key");
        mac.update(&text);
        assert!(!stored(&mac.finalize().into_bytes()));
    }
}

async fn the_stores_do_not_open_under_another_keyring(app: &TestApp) {
    let other: PathBuf = app.data().join("another-keyring.json");
    LocalKeyring::create(&other, &Seal::Nothing).expect("a keyring");
    let mut config: Config = app.config.clone();
    config.keys.service = KeyService::Local(LocalConfig {
        keyring: other,
        seal: KeyringSeal::Nothing,
    });
    let opened = open_kernel(&config, app.clock.clone()).await;
    let error = opened.err().expect("a refusal").to_string();
    assert!(error.contains("keyring"), "it says what to do: {error}");
}

on_each_engine! {
    with_app:
    no_store_and_no_two_hold_a_value
    both_stores_of_the_vault_open_nothing_without_the_master_key
    the_stores_do_not_open_under_another_keyring
}
