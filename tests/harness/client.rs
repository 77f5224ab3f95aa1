//! A browser-like client: keeps cookies, follows no redirect by itself, fills in the CSRF token of the page it is on.

use std::{net::SocketAddr, path::Path};

use futures_util::future::join_all;
use reqwest::{Certificate, ClientBuilder, StatusCode, redirect::Policy};

use super::{TestApp, codes, next_code};

/// What came back.
pub struct Page {
    pub status: StatusCode,
    pub headers: reqwest::header::HeaderMap,
    pub text: String,
}

impl Page {
    async fn read(response: reqwest::Response) -> Self {
        let (status, headers) = (response.status(), response.headers().clone());
        let text = response.text().await.expect("text");
        Self {
            status,
            headers,
            text,
        }
    }

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
        Self::build(address, ca, |client| client)
    }

    /// One that connects in another way.
    pub fn build(
        address: SocketAddr,
        ca: &Path,
        change: impl FnOnce(ClientBuilder) -> ClientBuilder,
    ) -> Self {
        let ca = Certificate::from_pem(&std::fs::read(ca).expect("the certificate authority"))
            .expect("a certificate");
        let http = ClientBuilder::new()
            .tls_certs_only([ca])
            .resolve("localhost", address)
            .redirect(Policy::none())
            .cookie_store(true)
            .user_agent("Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0 Test");
        let http = change(http).build().expect("a client");
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

    /// Many POSTs of one form at the same moment, each with the token and the cookies of now and a value of its own.
    pub async fn post_at_once(
        &self,
        path: &str,
        field: &'static str,
        values: &[&str],
    ) -> Vec<Page> {
        self.post_forms_at_once(path, values.iter().map(|value| vec![(field, *value)]))
            .await
    }

    /// The same with whole forms.
    pub async fn post_forms_at_once<'a>(
        &self,
        path: &str,
        forms: impl Iterator<Item = Vec<(&'static str, &'a str)>>,
    ) -> Vec<Page> {
        let send = |mut fields: Vec<(&'static str, String)>| {
            fields.push(("csrf", self.csrf.clone()));
            let request = self.http.post(format!("{}{path}", self.base));
            request.header("origin", &self.base).form(&fields).send()
        };
        let owned = |(name, value): (&'static str, &'a str)| (name, value.to_owned());
        let requests: Vec<_> = forms
            .map(|fields| send(fields.into_iter().map(owned).collect()))
            .collect();
        let answers = join_all(requests).await.into_iter();
        join_all(answers.map(|answer| Page::read(answer.expect("an answer")))).await
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
        let page = Page::read(request.send().await.expect("an answer")).await;
        if let Some(token) = between(&page.text, "name=\"csrf\" value=\"", "\"") {
            self.csrf = token.to_owned();
        }
        page
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
