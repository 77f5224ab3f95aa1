//! A stand-in for Key Management Service of Alibaba Cloud: it checks signature, time, nonce, token and encryption context of every
//! call as the service documents it, with code of its own. What it wraps is AES-256-GCM with the context as associated data.

use std::{
    collections::{BTreeMap, HashSet},
    sync::{Arc, Mutex},
    time::Duration,
};

use aes_gcm::{
    Aes256Gcm, KeyInit,
    aead::{Aead, Nonce, Payload},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, Mac};
use hufu::base::clock::{Clock, Timestamp};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use url::form_urlencoded;

use crate::stand_in::{Answer, Asked, StandIn};

pub const KEY_ID: &str = "key-hzz000000000000000000";
pub const ACCESS_KEY_ID: &str = "LTAI5tExampleOfThisTest";
pub const ACCESS_KEY_SECRET: &str = "a+secret/of=this test";
pub const SECURITY_TOKEN: &str = "CAIS+token/of=this.test";

/// What a test changes while the server runs.
#[derive(Default)]
pub struct State {
    /// `Disabled`, `PendingDeletion`; enabled when empty.
    pub key_state: &'static str,
    /// Calls that are answered with `Throttling.User` before one is heard.
    pub throttled: usize,
    /// What RAM does not allow.
    pub forbidden: &'static str,
    /// Whether the access key is an STS token's.
    pub security_token: bool,
    nonces: HashSet<String>,
}

pub struct AlibabaServer {
    pub server: StandIn,
    pub state: Arc<Mutex<State>>,
}

impl AlibabaServer {
    /// `clock` is the service's own.
    pub async fn start(clock: Clock) -> Self {
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        let server = StandIn::start(move |_, asked| {
            let mut state = shared.lock().expect("the state");
            match answer(&mut state, asked, clock.now()) {
                Ok(body) => Answer::With(200, body.to_string()),
                Err((status, code)) => Answer::With(
                    status,
                    json!({
                        "HttpStatus": status,
                        "Code": code,
                        "Message": format!("server string to sign is: {}", asked.query),
                        "RequestId": "e85db688-a2d3-44ca-9790-4259f59e90d8",
                    })
                    .to_string(),
                ),
            }
        })
        .await;
        Self { server, state }
    }

    pub fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state.lock().expect("the state"));
    }
}

type Fault = (u16, &'static str);

fn answer(state: &mut State, asked: &Asked, now: Timestamp) -> Result<Value, Fault> {
    check_signature(state, asked, now)?;
    if state.throttled > 0 {
        state.throttled -= 1;
        return Err((400, "Throttling.User"));
    }
    let parameters: BTreeMap<String, String> = form_urlencoded::parse(asked.query.as_bytes())
        .into_owned()
        .collect();
    let action = asked.header("x-acs-action");
    if asked.header("x-acs-version") != "2016-01-20" || asked.method != "POST" || asked.path != "/"
    {
        return Err((400, "InvalidParameter"));
    }
    if action == state.forbidden {
        return Err((403, "Forbidden.NoPermission"));
    }
    match state.key_state {
        "Disabled" => return Err((409, "Rejected.Disabled")),
        "PendingDeletion" => return Err((409, "Rejected.PendingDeletion")),
        _ => {}
    }
    let parameter = |name: &str| {
        let found = parameters.get(name).map(String::as_str);
        found.ok_or((400, "MissingParameter"))
    };
    let key = |name: &str| match parameter(name)? {
        KEY_ID => Ok(KEY_ID),
        _ => Err((404, "Forbidden.KeyNotFound")),
    };
    let mut body = match action {
        "GenerateDataKey" => {
            key("KeyId")?;
            assert_eq!(parameter("KeySpec")?, "AES_256");
            let plaintext: [u8; 32] = rand::random();
            let context = context(parameter("EncryptionContext")?)?;
            json!({ "Plaintext": STANDARD.encode(plaintext), "CiphertextBlob": wrap(&plaintext, &context) })
        }
        "Decrypt" => {
            let context = context(parameter("EncryptionContext")?)?;
            let plaintext = unwrap(parameter("CiphertextBlob")?, &context)?;
            json!({ "Plaintext": STANDARD.encode(plaintext) })
        }
        "ReEncrypt" => {
            key("DestinationKeyId")?;
            let from = context(parameter("SourceEncryptionContext")?)?;
            let to = context(parameter("DestinationEncryptionContext")?)?;
            let plaintext = unwrap(parameter("CiphertextBlob")?, &from)?;
            json!({ "CiphertextBlob": wrap(&plaintext, &to) })
        }
        _ => return Err((404, "InvalidAction.NotFound")),
    };
    body["KeyId"] = KEY_ID.into();
    body["KeyVersionId"] = "v".into();
    body["RequestId"] = "4c467b38-3910-447d-87bc-ac049166f216".into();
    Ok(body)
}

/// A JSON object of texts, in one order.
fn context(text: &str) -> Result<String, Fault> {
    let pairs: BTreeMap<String, String> =
        serde_json::from_str(text).map_err(|_| (400, "InvalidParameter"))?;
    Ok(json!(pairs).to_string())
}

fn master() -> Aes256Gcm {
    Aes256Gcm::new(&[42; 32].into())
}

fn wrap(key: &[u8], context: &str) -> String {
    let nonce: [u8; 12] = rand::random();
    let payload = Payload {
        msg: key,
        aad: context.as_bytes(),
    };
    let sealed = master().encrypt(&Nonce::<Aes256Gcm>::from(nonce), payload);
    STANDARD.encode([&nonce[..], &sealed.expect("sealing")].concat())
}

fn unwrap(blob: &str, context: &str) -> Result<Vec<u8>, Fault> {
    let wrong = (400, "InvalidParameter");
    let blob = STANDARD.decode(blob).map_err(|_| wrong)?;
    let (nonce, sealed) = blob.split_first_chunk::<12>().ok_or(wrong)?;
    let payload = Payload {
        msg: sealed,
        aad: context.as_bytes(),
    };
    let opened = master().decrypt(&Nonce::<Aes256Gcm>::from(*nonce), payload);
    opened.map_err(|_| wrong)
}

/// Signature version 3, from its document: every x-acs header and the host are signed, the time is 15 minutes off at most, a nonce
/// is good once.
fn check_signature(state: &mut State, asked: &Asked, now: Timestamp) -> Result<(), Fault> {
    let authorization = asked.header("authorization");
    let fields = authorization
        .strip_prefix("ACS3-HMAC-SHA256 ")
        .ok_or((400, "IncompleteSignature"))?;
    let field = |name: &str| {
        let mut fields = fields.split(',').filter_map(|field| field.split_once('='));
        let found = fields.find(|(field, _)| *field == name);
        found
            .map(|(_, value)| value)
            .ok_or((400, "IncompleteSignature"))
    };
    if field("Credential")? != ACCESS_KEY_ID {
        return Err((404, "InvalidAccessKeyId.NotFound"));
    }
    let signed: Vec<&str> = field("SignedHeaders")?.split(';').collect();
    let all = asked.headers_with("x-acs-").chain(["host"]);
    if !signed.is_sorted() || !all.into_iter().all(|name| signed.contains(&name)) {
        return Err((400, "IncompleteSignature"));
    }
    let lines: String = signed
        .iter()
        .map(|name| format!("{name}:{}\n", asked.header(name).trim()))
        .collect();
    let payload = asked.header("x-acs-content-sha256");
    assert_eq!(
        payload,
        hex::encode(Sha256::digest(b"")),
        "no call has a body"
    );
    let request = format!(
        "{}\n{}\n{}\n{lines}\n{}\n{payload}",
        asked.method,
        asked.path,
        canonical(&asked.query),
        signed.join(";"),
    );
    let to_sign = format!("ACS3-HMAC-SHA256\n{}", hex::encode(Sha256::digest(request)));
    let mut mac = Hmac::<Sha256>::new_from_slice(ACCESS_KEY_SECRET.as_bytes()).expect("a key");
    mac.update(to_sign.as_bytes());
    if hex::encode(mac.finalize().into_bytes()) != field("Signature")? {
        return Err((400, "SignatureDoesNotMatch"));
    }
    let token = if state.security_token {
        SECURITY_TOKEN
    } else {
        ""
    };
    if asked.header("x-acs-security-token") != token {
        return Err((400, "InvalidSecurityToken.Expired"));
    }
    let date: Timestamp = asked
        .header("x-acs-date")
        .parse()
        .map_err(|_| (400, "InvalidTimeStamp.Format"))?;
    if now.since(date).max(date.since(now)) > Duration::from_secs(15 * 60) {
        return Err((400, "InvalidTimeStamp.Expired"));
    }
    if !state
        .nonces
        .insert(asked.header("x-acs-signature-nonce").to_owned())
    {
        return Err((400, "SignatureNonceUsed"));
    }
    Ok(())
}

/// The query sorted and encoded as RFC 3986 has it.
fn canonical(query: &str) -> String {
    let encode = |text: &str| {
        form_urlencoded::byte_serialize(text.as_bytes())
            .collect::<String>()
            .replace('+', "%20")
            .replace('*', "%2A")
            .replace("%7E", "~")
    };
    let pairs: BTreeMap<String, String> = form_urlencoded::parse(query.as_bytes())
        .map(|(name, value)| (encode(&name), encode(&value)))
        .collect();
    pairs
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect::<Vec<_>>()
        .join("&")
}
