//! A real headless Chromium through chromedriver.

use std::{
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use fantoccini::{Client, ClientBuilder, Locator, wd::WebDriverCompatibleCommand};
use serde_json::json;

use super::TestApp;

/// A browser with one fresh profile, closed with it.
pub struct Browser {
    pub client: Client,
    base: String,
    driver: Child,
    profile: tempfile::TempDir,
}

/// How a page is looked at.
#[derive(Clone, Copy, Debug)]
pub struct View {
    pub width: u32,
    pub height: u32,
    pub dark: bool,
}

/// A command of the DevTools protocol: chromedriver passes it on.
#[derive(Debug)]
struct DevTools(serde_json::Value);

impl WebDriverCompatibleCommand for DevTools {
    fn endpoint(
        &self,
        base: &url::Url,
        session: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        base.join(&format!(
            "session/{}/goog/cdp/execute",
            session.unwrap_or_default()
        ))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.0.to_string()))
    }
}

/// What the browser did on the network since it was asked last.
#[derive(Debug)]
struct NetworkLog;

impl WebDriverCompatibleCommand for NetworkLog {
    fn endpoint(
        &self,
        base: &url::Url,
        session: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/se/log", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        let body = json!({ "type": "performance" });
        (http::Method::POST, Some(body.to_string()))
    }
}

impl Browser {
    /// Path and body of every POST since it was asked last, as they went into TLS.
    pub async fn posted(&self) -> Vec<(String, String)> {
        let log = self
            .client
            .issue_cmd(NetworkLog)
            .await
            .expect("the network log");
        let messages = log.as_array().expect("messages").iter().map(|line| {
            let message = line["message"].as_str().expect("a message");
            serde_json::from_str::<serde_json::Value>(message).expect("JSON")
        });
        messages
            .map(|message| message["message"].clone())
            .filter(|message| message["method"] == "Network.requestWillBeSent")
            .map(|message| message["params"]["request"].clone())
            .filter(|request| request["method"] == "POST")
            .map(|request| {
                let url = request["url"].as_str().expect("a URL");
                let path = url.strip_prefix(&self.base).unwrap_or(url);
                let body = request["postData"].as_str().expect("a body");
                (path.to_owned(), body.to_owned())
            })
            .collect()
    }

    /// Starts a browser that will look at this application.
    pub async fn start(app: &TestApp) -> Self {
        let driver = std::env::var("HUFU_TEST_CHROMEDRIVER").expect(
            "HUFU_TEST_CHROMEDRIVER: run the tests with tests/run, which installs Chromium",
        );
        let port = std::net::TcpListener::bind("127.0.0.1:0")
            .expect("a port")
            .local_addr()
            .expect("an address")
            .port();
        let driver = Command::new(driver)
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver");
        let profile = tempfile::tempdir().expect("a directory");
        let arguments = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars",
            &format!("--user-data-dir={}", profile.path().display()),
        ];
        let capabilities = json!({
            "acceptInsecureCerts": true,
            "goog:loggingPrefs": { "performance": "ALL" },
            "goog:chromeOptions": { "args": arguments, "prefs": { "intl.accept_languages": "zh-CN,zh" } },
        });
        let mut builder = ClientBuilder::rustls().expect("a client");
        builder.capabilities(capabilities.as_object().expect("an object").clone());
        let mut tries = 0;
        let client = loop {
            match builder.connect(&format!("http://127.0.0.1:{port}")).await {
                Ok(client) => break client,
                Err(error) if tries >= 100 => panic!("chromedriver does not answer: {error}"),
                Err(_) => tries += 1,
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        };
        Self {
            client,
            base: format!("https://localhost:{}", app.address.port()),
            driver,
            profile,
        }
    }

    pub async fn open(&self, path: &str) {
        self.client
            .goto(&format!("{}{path}", self.base))
            .await
            .expect("the page");
    }

    /// Path and query of where we are.
    pub async fn place(&self) -> String {
        let url = self.client.current_url().await.expect("a URL");
        url.as_str()
            .strip_prefix(&self.base)
            .unwrap_or(url.as_str())
            .to_owned()
    }

    /// Types into a field.
    pub async fn fill(&self, selector: &str, text: &str) {
        let field = self
            .client
            .wait()
            .for_element(Locator::Css(selector))
            .await
            .expect("the field");
        field.clear().await.expect("clearing");
        field.send_keys(text).await.expect("typing");
    }

    pub async fn click(&self, selector: &str) {
        let element = self
            .client
            .wait()
            .for_element(Locator::Css(selector))
            .await
            .expect("the element");
        element.click().await.expect("a click");
    }

    pub async fn wait_for(&self, selector: &str) {
        self.client
            .wait()
            .for_element(Locator::Css(selector))
            .await
            .expect("the element");
    }

    /// The visible text of the page.
    pub async fn text(&self) -> String {
        self.text_of("body").await
    }

    pub async fn text_of(&self, selector: &str) -> String {
        let element = self
            .client
            .wait()
            .for_element(Locator::Css(selector))
            .await
            .expect("the element");
        element.text().await.expect("text")
    }

    /// Where the first such link leads.
    pub async fn link(&self, selector: &str) -> String {
        let link = self
            .client
            .wait()
            .for_element(Locator::Css(selector))
            .await
            .expect("a link");
        link.attr("href")
            .await
            .expect("an attribute")
            .expect("a target")
    }

    /// A key for the page, wherever the focus is.
    pub async fn press(&self, keys: &str) {
        self.type_into_focus(keys).await;
    }

    pub async fn press_key(&self, key: fantoccini::key::Key) {
        self.type_into_focus(&char::from(key).to_string()).await;
    }

    pub async fn type_into_focus(&self, text: &str) {
        let focus = self.client.active_element().await.expect("a focus");
        focus.send_keys(text).await.expect("typing");
    }

    /// Switches the language by the page's own switch.
    pub async fn speak(&self, locale: &str) {
        let cookie = json!({ "cmd": "Network.setCookie", "params": {
            "name": "__Host-locale", "value": locale, "url": self.base, "path": "/", "secure": true, "httpOnly": true } });
        self.client
            .issue_cmd(DevTools(cookie))
            .await
            .expect("a cookie");
    }

    /// Runs a script before any of the page's own.
    pub async fn before_every_page(&self, script: &str) {
        let add = json!({ "cmd": "Page.addScriptToEvaluateOnNewDocument", "params": { "source": script } });
        self.client
            .issue_cmd(DevTools(add))
            .await
            .expect("a script");
    }

    pub async fn without_scripts(&self) {
        let off =
            json!({ "cmd": "Emulation.setScriptExecutionDisabled", "params": { "value": true } });
        self.client
            .issue_cmd(DevTools(off))
            .await
            .expect("no scripts");
    }

    pub async fn has(&self, selector: &str) -> bool {
        !self
            .client
            .find_all(Locator::Css(selector))
            .await
            .expect("a search")
            .is_empty()
    }

    /// Sets size and colour scheme as a device of that kind would have them.
    pub async fn look(&self, view: View) {
        let size = json!({ "cmd": "Emulation.setDeviceMetricsOverride", "params": {
            "width": view.width, "height": view.height, "deviceScaleFactor": 1, "mobile": view.width < 600 } });
        self.client.issue_cmd(DevTools(size)).await.expect("a size");
        let scheme = if view.dark { "dark" } else { "light" };
        let media = json!({ "cmd": "Emulation.setEmulatedMedia", "params": {
            "features": [{ "name": "prefers-color-scheme", "value": scheme }] } });
        self.client
            .issue_cmd(DevTools(media))
            .await
            .expect("a scheme");
    }

    /// A picture of the whole page.
    pub async fn picture(&self, file: &Path) {
        use base64::{Engine, engine::general_purpose::STANDARD};
        let shot =
            json!({ "cmd": "Page.captureScreenshot", "params": { "captureBeyondViewport": true } });
        let answer = self
            .client
            .issue_cmd(DevTools(shot))
            .await
            .expect("a picture");
        let bytes = STANDARD
            .decode(answer["data"].as_str().expect("data"))
            .expect("base64");
        std::fs::create_dir_all(file.parent().expect("a directory")).expect("a directory");
        std::fs::write(file, bytes).expect("writing");
    }

    /// Logs in through the pages, as a person does.
    pub async fn log_in(&self, app: &TestApp, role: &str) {
        let person = app.description.person(role).expect("a person");
        self.open("/login").await;
        self.fill("input[name=phone]", &person.phone).await;
        self.click("main form.form button[type=submit]").await;
        self.wait_for("input[name=code]").await;
        let code = app.newest_code(&person.phone).expect("a code");
        self.fill("input[name=code]", &code).await;
        self.click("main form.form button[type=submit]").await;
        if ["admin", "auditor"].contains(&role) {
            self.fill("input[name=password]", &person.password).await;
            self.click("main form.form button[type=submit]").await;
        }
        self.wait_for(".rail").await;
    }

    pub async fn close(mut self) {
        let _ = self.client.clone().close().await;
        let _ = self.driver.kill();
        let _ = self.driver.wait();
        drop(self.profile);
    }
}
