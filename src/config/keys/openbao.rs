//! `keys.service = "openbao"`: the transit engine of an OpenBao server.

use std::path::PathBuf;

use reqwest::Url;

use super::super::{Secret, reader::Reader};

pub(super) const SETTINGS: &[&str] = &[
    "keys.openbao.address",
    "keys.openbao.mount",
    "keys.openbao.key",
    "keys.openbao.token",
    "keys.openbao.role_id",
    "keys.openbao.secret_id",
    "keys.openbao.namespace",
    "keys.openbao.ca_certificate",
];

/// The transit engine of an OpenBao server.
#[derive(Debug, Clone)]
pub struct OpenBaoConfig {
    /// `keys.openbao.address`: an `https://` URL.
    pub address: String,
    /// `keys.openbao.mount`: where the transit engine is mounted.
    pub mount: String,
    /// `keys.openbao.key`: the transit key, made with `derived=true`.
    pub key: String,
    /// `keys.openbao.token`, or `role_id` and `secret_id`.
    pub login: OpenBaoLogin,
    /// `keys.openbao.namespace`.
    pub namespace: Option<String>,
    /// `keys.openbao.ca_certificate`: PEM; the only authority trusted then. Absolute.
    pub ca_certificate: Option<PathBuf>,
}

/// How Hufu gets in.
#[derive(Debug, Clone)]
pub enum OpenBaoLogin {
    /// A token that somebody else renews.
    Token(Secret),
    /// An AppRole: Hufu logs in again when its token has expired.
    AppRole {
        /// `keys.openbao.role_id`.
        role_id: String,
        /// `keys.openbao.secret_id`.
        secret_id: Secret,
    },
}

impl OpenBaoConfig {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            address: read_address(reader),
            mount: reader
                .optional_text("keys.openbao.mount")
                .map_or_else(|| "transit".to_owned(), |text| path(reader, "mount", text)),
            key: {
                let text = reader.required_text("keys.openbao.key");
                path(reader, "key", text)
            },
            login: read_login(reader),
            namespace: reader.optional_text("keys.openbao.namespace"),
            ca_certificate: reader.optional_path("keys.openbao.ca_certificate"),
        }
    }
}

fn read_address(reader: &mut Reader<'_>) -> String {
    const SETTING: &str = "keys.openbao.address";
    let before = reader.problem_count();
    let text = reader.required_text(SETTING);
    let parsed = Url::parse(&text).ok().filter(|url| {
        url.scheme() == "https"
            && url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none()
    });
    if parsed.is_none() && reader.problem_count() == before {
        reader.problem(
            SETTING,
            "must be like https://bao.internal:8200; plain HTTP is refused, and so is a password in it",
        );
    }
    parsed.map(String::from).unwrap_or_default()
}

/// A name that goes into a path of the API.
fn path(reader: &mut Reader<'_>, name: &str, text: String) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "._-/".contains(letter);
    let text = text.trim_matches('/').to_owned();
    if !text.chars().all(plain) || text.split('/').any(|step| matches!(step, "." | "..")) {
        reader.problem(
            &format!("keys.openbao.{name}"),
            "may have letters, digits and . _ - / only",
        );
    }
    text
}

fn read_login(reader: &mut Reader<'_>) -> OpenBaoLogin {
    let before = reader.problem_count();
    let token = reader.environment_secret("keys.openbao.token");
    let role_id = reader.optional_secret("keys.openbao.role_id");
    let secret_id = reader.environment_secret("keys.openbao.secret_id");
    let nothing_wrong = reader.problem_count() == before;
    match (token, role_id, secret_id) {
        (Some(token), None, None) => OpenBaoLogin::Token(token),
        (None, Some(role_id), Some(secret_id)) => OpenBaoLogin::AppRole { role_id, secret_id },
        _ => {
            if nothing_wrong {
                reader.problem(
                    "keys.openbao.token",
                    "write either token, or role_id and secret_id: one way in is needed, and only one",
                );
            }
            OpenBaoLogin::Token(Secret::new(String::new()))
        }
    }
}
