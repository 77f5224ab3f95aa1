//! A browser-like client: keeps cookies, follows no redirect by itself, fills in the CSRF token of the page it is on.

use std::{net::SocketAddr, path::Path};

use reqwest::{Certificate, StatusCode, redirect::Policy};

use super::{TestApp, codes, next_code};

/// What came back.
pub struct Page {
    pub status: StatusCode,
    pub headers: reqwest::header::HeaderMap,
    pub text: String,
}

impl Page {
    pub fn location(&self) -> &str {
        self.headers
            .get("location")
            .map(|value| value.to_str().expect("text"))
            .unwrap_or_default()
    }
}

/// One person's browser.
pub struct Client {
    http: reqwest::Client,
    base: String,
    csrf: String,
}

impl Client {
    pub fn new(address: SocketAddr, ca: &Path) -> Self {
        let ca = Certificate::from_pem(&std::fs::read(ca).expect("the certificate authority"))
            .expect("a certificate");
        let http = reqwest::Client::builder()
            .tls_certs_only([ca])
            .resolve("localhost", address)
            .redirect(Policy::none())
            .cookie_store(true)
            .user_agent("Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0 Test")
            .build()
            .expect("a client");
        Self {
            http,
            base: format!("https://localhost:{}", address.port()),
            csrf: String::new(),
        }
    }

    /// GET, remembering the page's CSRF token.
    pub async fn get(&mut self, path: &str) -> Page {
        let request = self
            .http
            .get(format!("{}{path}", self.base))
            .header("accept-language", "zh-CN");
        self.send(request).await
    }

    /// POST with the token of the last page.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let csrf = self.csrf.clone();
        let mut fields = fields.to_vec();
        fields.push(("csrf", &csrf));
        self.post_bare(path, &fields).await
    }

    /// POST exactly these fields.
    pub async fn post_bare(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let request = self
            .http
            .post(format!("{}{path}", self.base))
            .header("origin", &self.base)
            .form(fields);
        self.send(request).await
    }

    /// The bytes of a POST, for downloads.
    pub async fn post_for_bytes(&mut self, path: &str) -> (StatusCode, Vec<u8>) {
        let csrf = self.csrf.clone();
        let request = self
            .http
            .post(format!("{}{path}", self.base))
            .form(&[("csrf", csrf)]);
        let response = request.send().await.expect("an answer");
        (
            response.status(),
            response.bytes().await.expect("a body").to_vec(),
        )
    }

    /// A request of the caller's own making.
    pub async fn send(&mut self, request: reqwest::RequestBuilder) -> Page {
        let response = request.send().await.expect("an answer");
        let (status, headers) = (response.status(), response.headers().clone());
        let text = response.text().await.expect("text");
        if let Some(token) = between(&text, "name=\"csrf\" value=\"", "\"") {
            self.csrf = token.to_owned();
        }
        Page {
            status,
            headers,
            text,
        }
    }

    pub fn http(&self) -> &reqwest::Client {
        &self.http
    }

    pub fn base(&self) -> &str {
        &self.base
    }

    pub fn csrf(&self) -> &str {
        &self.csrf
    }

    /// Phone, code and, where it is asked for, password.
    pub async fn log_in(&mut self, app: &TestApp, phone: &str, password: &str) {
        self.log_in_by(&app.config.sms.outbox, phone, password)
            .await;
    }

    /// The same, with the code taken from this outbox.
    pub async fn log_in_by(&mut self, outbox: &Path, phone: &str, password: &str) {
        let known = codes(outbox, phone).len();
        self.get("/login").await;
        let sent = self.post("/login", &[("phone", phone)]).await;
        assert_eq!(
            (sent.status.as_u16(), sent.location()),
            (303, "/login/code"),
            "{}",
            sent.text
        );
        self.get("/login/code").await;
        let code = next_code(outbox, phone, known).await;
        let mut answer = self.post("/login/code", &[("code", &code)]).await;
        if answer.location() == "/login/password" {
            self.get("/login/password").await;
            answer = self
                .post("/login/password", &[("password", password)])
                .await;
        }
        assert_eq!(
            (answer.status.as_u16(), answer.location()),
            (303, "/"),
            "{}",
            answer.text
        );
        // The token for the first form after login.
        let home = self.get("/").await;
        let place = home.location().to_owned();
        self.get(&place).await;
    }
}

/// The text between two marks.
pub fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(before)?;
    rest.split_once(after).map(|(inside, _)| inside)
}
