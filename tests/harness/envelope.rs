//! What a client does that seals its fields: the mini program, or a page's script, in Rust.

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    rsa::{OAEP_SHA256_MGF1SHA256, OaepPublicEncryptingKey, PublicEncryptingKey},
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use serde_json::json;

use super::{Client, TestApp};

/// A public key, as a client has fetched it.
pub struct Sealer {
    pub key_id: String,
    pub public: OaepPublicEncryptingKey,
}

impl Sealer {
    /// Fetches the newest public key.
    pub async fn fetch(client: &mut Client) -> Self {
        let jwk = client.get("/.well-known/hufu-envelope.jwk").await.text;
        let pem = client.get("/.well-known/hufu-envelope.pem").await.text;
        let jwk: serde_json::Value = serde_json::from_str(&jwk).expect("a JWK");
        let base64: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
        let der = STANDARD.decode(base64).expect("base64");
        let public = PublicEncryptingKey::from_der(&der).expect("a public key");
        Self {
            key_id: jwk["kid"].as_str().expect("a key id").to_owned(),
            public: OaepPublicEncryptingKey::new(public).expect("a public key"),
        }
    }

    /// An envelope for a field of the page whose token the client has, made now.
    pub fn seal(&self, app: &TestApp, client: &Client, field: &str, plain: &str) -> String {
        self.seal_at(app.now().seconds(), client.csrf(), field, plain)
    }

    /// An envelope made at this time for this page.
    pub fn seal_at(&self, seconds: i64, context: &str, field: &str, plain: &str) -> String {
        let once = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 16]>());
        let header = json!({
            "alg": "RSA-OAEP-256", "enc": "A256GCM", "kid": self.key_id, "iat": seconds, "jti": once,
            "field": field, "context": context,
        });
        let header = URL_SAFE_NO_PAD.encode(header.to_string());
        let (key, nonce): ([u8; 32], [u8; 12]) = (rand::random(), rand::random());
        let mut wrapped = vec![0; self.public.ciphertext_size()];
        let wrapped = self
            .public
            .encrypt(&OAEP_SHA256_MGF1SHA256, &key, &mut wrapped, None)
            .expect("wrapping");
        let cipher = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &key).expect("a key"));
        let mut sealed = plain.as_bytes().to_vec();
        sealed.resize(sealed.len().next_multiple_of(64).max(64), 0);
        let tag = cipher
            .seal_in_place_separate_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(header.as_bytes()),
                &mut sealed,
            )
            .expect("sealing");
        let pieces: [&[u8]; 4] = [wrapped, &nonce, &sealed, tag.as_ref()];
        let pieces = pieces.map(|bytes| URL_SAFE_NO_PAD.encode(bytes));
        format!("{header}.{}", pieces.join("."))
    }
}
