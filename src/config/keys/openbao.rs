//! `keys.service = "openbao"`: the transit engine of an OpenBao server.

use std::path::PathBuf;

use crate::settings::{Reader, Secret};

crate::settings! {
    /// Only with service = "openbao". Make the key with `bao write -f transit/keys/hufu derived=true`.
    /// Hufu needs "update" on transit/datakey/plaintext/hufu, transit/decrypt/hufu and transit/rewrap/hufu, and nothing else.
    pub(super) struct OpenBaoSection in "keys.openbao" off {
        /// Where the server is.
        address: String = "address", required("https://bao.internal:8200", https);
        /// Where the transit engine is mounted.
        mount: String = "mount", optional("transit", name, "\"transit\"")
            .map(|mount| mount.unwrap_or_else(|| "transit".to_owned()));
        /// The transit key.
        key: String = "key", required("hufu", name);
        /// A token that does not expire or that somebody renews, or an AppRole, with which Hufu logs in again by itself.
        token: Option<Secret> = "token", optional("env:HUFU_OPENBAO_TOKEN", environment, "");
        /// The role of the AppRole.
        role_id: Option<String> = "role_id", optional("env:HUFU_OPENBAO_ROLE", secret, "");
        /// Its secret.
        secret_id: Option<Secret> = "secret_id", optional("env:HUFU_OPENBAO_SECRET", environment, "");
        /// The namespace of all of it.
        namespace: Option<String> = "namespace", optional("travel", text, "none");
        /// The server's certificate authority in PEM; no other is trusted then.
        ca_certificate: Option<PathBuf> = "ca_certificate", optional("bao-ca.pem", path, "those of this machine");
    }
}

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
        let before = reader.problem_count();
        let section = OpenBaoSection::read(reader);
        let login = match (section.token, section.role_id, section.secret_id) {
            (Some(token), None, None) => OpenBaoLogin::Token(token),
            (None, Some(role_id), Some(secret_id)) => OpenBaoLogin::AppRole { role_id, secret_id },
            _ => {
                if reader.problem_count() == before {
                    reader.problem(
                        "keys.openbao.token",
                        "write either token, or role_id and secret_id: one way in is needed, and only one",
                    );
                }
                OpenBaoLogin::Token(Secret::default())
            }
        };
        Self {
            address: section.address,
            mount: section.mount,
            key: section.key,
            login,
            namespace: section.namespace,
            ca_certificate: section.ca_certificate,
        }
    }
}

/// A name that goes into a path of the API.
fn name(reader: &mut Reader<'_>, setting: &'static str, text: String) -> Option<String> {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "._-/".contains(letter);
    let text = text.trim_matches('/');
    if !text.chars().all(plain) || text.split('/').any(|step| matches!(step, "." | "..")) {
        reader.problem(setting, "may have letters, digits and . _ - / only");
        return None;
    }
    Some(text.to_owned())
}
