//! A real OpenBao server for one test: TLS, everything in memory, a transit engine and an AppRole.

use std::{
    fs::File,
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use hufu::{
    cli::demo::certificates::Certificates,
    config::{OpenBaoConfig, OpenBaoLogin, Secret},
    gateways::kms::openbao::{Login, OpenBao, OpenBaoSettings},
};
use reqwest::{Certificate, Method};
use serde_json::{Value, json};
use tempfile::TempDir;
use zeroize::Zeroizing;

use crate::{PACE, harness::waiting::until, stand_in::certificates};

/// What Hufu may do, and no more.
const POLICY: &str = r#"
path "transit/datakey/plaintext/hufu" { capabilities = ["update"] }
path "transit/decrypt/hufu" { capabilities = ["update"] }
path "transit/rewrap/hufu" { capabilities = ["update"] }
"#;

pub struct OpenBaoServer {
    child: Child,
    pub url: String,
    pub certificates: Certificates,
    directory: TempDir,
    http: reqwest::Client,
    root_token: String,
    unseal_key: String,
}

/// The server's program. `tests/run` fetches it; none when it could not and said so.
fn program() -> Option<PathBuf> {
    let program = std::env::var("HUFU_TEST_OPENBAO").expect(
        "HUFU_TEST_OPENBAO: run the tests with tests/run, which fetches OpenBao (or set it to a path, or to \"skip\")",
    );
    if program == "skip" {
        eprintln!("SKIPPED: there is no OpenBao to try this with");
        return None;
    }
    Some(PathBuf::from(program))
}

impl OpenBaoServer {
    /// Unsealed, with the transit key `hufu` and a policy for it; none where there is no OpenBao.
    pub async fn start() -> Option<Self> {
        let program = program()?;
        let (directory, certificates) = certificates();
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|listener| listener.local_addr())
            .expect("a port")
            .port();
        let url = format!("https://localhost:{port}/");
        let configuration = directory.path().join("bao.json");
        let text = json!({
            "disable_mlock": true,
            "storage": { "inmem": {} },
            "listener": [{ "tcp": {
                "address": format!("127.0.0.1:{port}"),
                "tls_cert_file": &certificates.certificate,
                "tls_key_file": &certificates.private_key,
            } }],
            "api_addr": &url,
        });
        std::fs::write(&configuration, text.to_string()).expect("a file");
        let log = File::create(directory.path().join("bao.log")).expect("a log");
        let child = Command::new(program)
            .arg("server")
            .arg(format!("-config={}", configuration.display()))
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a log"))
            .stderr(log)
            .spawn()
            .expect("OpenBao");
        let authority = std::fs::read(&certificates.ca).expect("the authority");
        let authority = Certificate::from_pem(&authority).expect("a certificate");
        let http = reqwest::Client::builder()
            .tls_certs_only([authority])
            .no_proxy()
            .build()
            .expect("a client");
        let mut server = Self {
            child,
            url,
            certificates,
            directory,
            http,
            root_token: String::new(),
            unseal_key: String::new(),
        };
        server.wait().await;
        server.initialise().await;
        Some(server)
    }

    async fn wait(&mut self) {
        until("OpenBao's first answer", async || {
            let ended = self.child.try_wait().expect("its state");
            assert!(ended.is_none(), "OpenBao ended: {}", self.log());
            let health = self.http.get(format!("{}v1/sys/health", self.url));
            health.send().await.map_err(|error| (error, self.log()))
        })
        .await;
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.directory.path().join("bao.log")).unwrap_or_default()
    }

    async fn initialise(&mut self) {
        let shares = json!({ "secret_shares": 1, "secret_threshold": 1 });
        let made = self.admin(Method::POST, "sys/init", shares).await;
        self.root_token = text(&made["root_token"]);
        self.unseal_key = text(&made["keys_base64"][0]);
        self.unseal().await;
        let transit = json!({ "type": "transit" });
        self.admin(Method::POST, "sys/mounts/transit", transit)
            .await;
        self.make_key("hufu", true).await;
        let policy = json!({ "policy": POLICY });
        self.admin(Method::PUT, "sys/policies/acl/hufu", policy)
            .await;
        let approle = json!({ "type": "approle" });
        self.admin(Method::POST, "sys/auth/approle", approle).await;
        let role = json!({ "token_policies": "hufu" });
        self.admin(Method::POST, "auth/approle/role/hufu", role)
            .await;
    }

    /// Asks as root; what goes wrong ends the test.
    pub async fn admin(&self, method: Method, path: &str, body: Value) -> Value {
        let mut request = self
            .http
            .request(method, format!("{}v1/{path}", self.url))
            .header("x-vault-token", &self.root_token);
        if !body.is_null() {
            request = request.json(&body);
        }
        let answer = request.send().await.expect("an answer");
        let status = answer.status();
        let body = answer.text().await.expect("a body");
        assert!(status.is_success(), "{path}: {status} {body}");
        serde_json::from_str(&body).unwrap_or_default()
    }

    pub async fn make_key(&self, name: &str, derived: bool) {
        let path = format!("transit/keys/{name}");
        self.admin(Method::POST, &path, json!({ "derived": derived }))
            .await;
    }

    pub async fn seal(&self) {
        self.admin(Method::PUT, "sys/seal", Value::Null).await;
    }

    pub async fn unseal(&self) {
        let key = json!({ "key": self.unseal_key });
        self.admin(Method::POST, "sys/unseal", key).await;
    }

    /// A token that may do what Hufu may.
    pub async fn token(&self) -> String {
        let body = json!({ "policies": ["hufu"] });
        let made = self.admin(Method::POST, "auth/token/create", body).await;
        text(&made["auth"]["client_token"])
    }

    /// The AppRole of Hufu and a new secret for it.
    pub async fn role(&self) -> (String, String) {
        let role = self.admin(Method::GET, "auth/approle/role/hufu/role-id", Value::Null);
        let role = text(&role.await["data"]["role_id"]);
        let secret = self.admin(Method::POST, "auth/approle/role/hufu/secret-id", json!({}));
        (role, text(&secret.await["data"]["secret_id"]))
    }

    pub fn root_token(&self) -> &str {
        &self.root_token
    }

    /// The key service of one transit key, recorded like this.
    pub fn service(&self, key: &str, login: Login) -> OpenBao {
        let settings = OpenBaoSettings {
            address: self.url.clone(),
            mount: "transit".to_owned(),
            key: key.to_owned(),
            login,
            namespace: None,
            ca_certificate: Some(self.certificates.ca.clone()),
            pace: PACE,
        };
        OpenBao::new(settings).expect("a client")
    }

    /// The same for a configuration.
    pub fn config(&self, key: &str, token: &str) -> OpenBaoConfig {
        OpenBaoConfig {
            address: self.url.clone(),
            mount: "transit".to_owned(),
            key: key.to_owned(),
            login: OpenBaoLogin::Token(Secret::new(token.to_owned())),
            namespace: None,
            ca_certificate: Some(self.certificates.ca.clone()),
        }
    }

    /// Ends it at once.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for OpenBaoServer {
    fn drop(&mut self) {
        self.kill();
    }
}

pub fn with_token(token: &str) -> Login {
    Login::Token(Zeroizing::new(token.to_owned()))
}

pub fn with_role(role_id: &str, secret_id: &str) -> Login {
    Login::AppRole {
        role_id: role_id.to_owned(),
        secret_id: Zeroizing::new(secret_id.to_owned()),
    }
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}
