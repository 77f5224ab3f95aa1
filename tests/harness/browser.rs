//! A real headless Chromium through chromedriver.

use std::{
    path::Path,
    process::{Child, Command, Stdio},
};

use fantoccini::{
    Client, ClientBuilder, Locator, elements::Element, key::Key, wd::WebDriverCompatibleCommand,
};
use serde_json::json;

use super::{
    TestApp,
    waiting::{DEADLINE, until},
};

/// The button of a page whose one form is its purpose.
const SUBMIT: &str = "main form.form button[type=submit]";

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
        let address = format!("http://127.0.0.1:{port}");
        let client = until("chromedriver", async || builder.connect(&address).await).await;
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
        let field = self.element(selector).await;
        field.clear().await.expect("clearing");
        field.send_keys(text).await.expect("typing");
    }

    /// Takes one of the choices of a field.
    pub async fn choose(&self, selector: &str, value: &str) {
        let field = self.element(selector).await;
        field.select_by_value(value).await.expect("a choice");
    }

    /// Clicks on what changes this page and leads to no other; see [`Self::click_to`].
    pub async fn click(&self, selector: &str) {
        self.element(selector).await.click().await.expect("a click");
    }

    /// Clicks on what leads to another page, and waits for that page, which has `marker`.
    pub async fn click_to(&self, selector: &str, marker: &str) {
        self.mark().await;
        self.click(selector).await;
        self.next_page(marker).await;
    }

    /// Presses a key that leads to another page, and waits for that page, which has `marker`.
    pub async fn press_key_to(&self, key: Key, marker: &str) {
        self.mark().await;
        self.type_into_focus(&char::from(key).to_string()).await;
        self.next_page(marker).await;
    }

    /// Marks the document, so that the next one is told from it.
    async fn mark(&self) {
        let mark = "document.left = true;";
        let marked = self.client.execute(mark, Vec::new()).await;
        marked.expect("a mark");
    }

    /// Waits until another document is there, whole and with `marker`.
    async fn next_page(&self, marker: &str) {
        const STATE: &str = "return [document.left === true, document.readyState, location.href, \
            document.querySelector(arguments[0]) !== null];";
        until(&format!("a page with {marker}"), async || {
            // Between two documents there is none to ask.
            let state = self.client.execute(STATE, vec![marker.into()]).await;
            let state = state.map_err(|error| error.to_string())?;
            let there = state[0] == false && state[1] == "complete" && state[3] == true;
            if there {
                Ok(())
            } else {
                Err(state.to_string())
            }
        })
        .await;
    }

    /// Waits for what appears on the page, or on one that it asks for by itself.
    pub async fn wait_for(&self, selector: &str) {
        self.element(selector).await;
    }

    /// Waits until the page, or the next that it asks for by itself, has no such element.
    pub async fn wait_until_gone(&self, selector: &str) {
        until(&format!("that {selector} is gone"), async || {
            let found = self.client.find_all(Locator::Css(selector)).await;
            match found.map(|found| found.len()) {
                Ok(0) => Ok(()),
                seen => Err(seen),
            }
        })
        .await;
    }

    /// Waits until the address is one that `is_right` takes, and gives it.
    pub async fn wait_for_place(&self, is_right: impl Fn(&str) -> bool) -> String {
        until("another address", async || {
            let place = self.place().await;
            if is_right(&place) {
                Ok(place)
            } else {
                Err(place)
            }
        })
        .await
    }

    async fn element(&self, selector: &str) -> Element {
        let wait = self.client.wait().at_most(DEADLINE);
        let element = wait.for_element(Locator::Css(selector)).await;
        element.unwrap_or_else(|error| panic!("{selector}: {error}"))
    }

    /// The visible text of the page.
    pub async fn text(&self) -> String {
        self.text_of("body").await
    }

    pub async fn text_of(&self, selector: &str) -> String {
        let element = self.element(selector).await;
        element.text().await.expect("text")
    }

    /// Where the first such link leads.
    pub async fn link(&self, selector: &str) -> String {
        let link = self.element(selector).await;
        link.attr("href")
            .await
            .expect("an attribute")
            .expect("a target")
    }

    /// A key for the page, wherever the focus is.
    pub async fn press(&self, keys: &str) {
        self.type_into_focus(keys).await;
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
        let known = app.codes(&person.phone).len();
        self.open("/login").await;
        self.fill("input[name=phone]", &person.phone).await;
        self.click_to(SUBMIT, "input[name=code]").await;
        let code = app.next_code(&person.phone, known).await;
        self.fill("input[name=code]", &code).await;
        if app.kernel().policy().needs_second_factor(role) {
            self.click_to(SUBMIT, "input[name=password]").await;
            self.fill("input[name=password]", &person.password).await;
        }
        self.click_to(SUBMIT, ".sidebar").await;
    }

    pub async fn close(mut self) {
        let _ = self.client.clone().close().await;
        let _ = self.driver.kill();
        let _ = self.driver.wait();
        drop(self.profile);
    }
}
