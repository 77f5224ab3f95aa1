//! `[audit]`: how long the log is kept, and how it becomes evidence.

use std::{path::PathBuf, time::Duration};

use reqwest::Url;

use super::{Secret, reader::Reader};

/// The audit log's retention, checkpoints and verification.
#[derive(Debug, Clone)]
pub struct AuditConfig {
    /// `audit.retention_months`: calendar months. At least six: Cybersecurity Law of the PRC, article 23(3) as in force
    /// since 2026-01-01 (A7).
    pub retention_months: u32,
    /// `audit.archive_directory`: bodies past their retention are written there first, and none goes before; absolute.
    pub archive_directory: Option<PathBuf>,
    /// `audit.name`: what the log is called in its checkpoints; the public name when absent.
    pub name: Option<String>,
    /// `audit.checkpoint_minutes`: a checkpoint is made this often, while there is something new.
    pub checkpoint_age: Duration,
    /// `audit.verify_hours`: the whole log is checked this often.
    pub verification_age: Duration,
    /// `audit.checkpoint_directory`: checkpoints and hashes are kept there too; absolute, best on another machine.
    pub checkpoint_directory: Option<PathBuf>,
    /// `audit.checkpoint_hook`: checkpoints are sent there too.
    pub hook: Option<Hook>,
    /// `audit.witness`: who signs checkpoints too.
    pub witness: Option<Witness>,
    /// `audit.ca_certificate`: PEM; the only authority trusted for hook and witness then. Absolute.
    pub ca_certificate: Option<PathBuf>,
}

/// An address that takes checkpoints.
#[derive(Debug, Clone)]
pub struct Hook {
    /// `audit.checkpoint_hook`: an `https://` URL.
    pub url: String,
    /// `audit.checkpoint_hook_token`: sent as a bearer token.
    pub token: Option<Secret>,
}

/// A witness of C2SP tlog-witness.
#[derive(Debug, Clone)]
pub struct Witness {
    /// `audit.witness`: its submission prefix, an `https://` URL.
    pub url: String,
    /// `audit.witness_key`: the key that it signs with, `name+key id+base64`.
    pub key: String,
}

impl AuditConfig {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        const LAW: &str = "the law asks for six months of logs at least";
        const TAIL: &str = "what came after the last checkpoint can be cut off unseen";
        const LATE: &str = "a broken log should not wait for somebody to look";
        let minutes = reader.number("audit.checkpoint_minutes", 60, 1..=1440, "minutes", TAIL);
        let hours = reader.number("audit.verify_hours", 24, 1..=168, "hours", LATE);
        Self {
            retention_months: reader.number("audit.retention_months", 13, 6..=1200, "months", LAW),
            archive_directory: reader.optional_path("audit.archive_directory"),
            name: name(reader),
            checkpoint_age: Duration::from_secs(u64::from(minutes) * 60),
            verification_age: Duration::from_secs(u64::from(hours) * 3600),
            checkpoint_directory: reader.optional_path("audit.checkpoint_directory"),
            hook: hook(reader),
            witness: witness(reader),
            ca_certificate: reader.optional_path("audit.ca_certificate"),
        }
    }
}

fn name(reader: &mut Reader<'_>) -> Option<String> {
    const SETTING: &str = "audit.name";
    let name = reader.optional_text(SETTING)?;
    if name.contains(|c: char| c.is_whitespace() || c == '+') {
        reader.problem(
            SETTING,
            "may hold no space and no plus, such as travel.example/audit",
        );
    }
    Some(name)
}

fn hook(reader: &mut Reader<'_>) -> Option<Hook> {
    let url = https(reader, "audit.checkpoint_hook");
    let token = reader.environment_secret("audit.checkpoint_hook_token");
    if url.is_none() && token.is_some() {
        reader.problem(
            "audit.checkpoint_hook_token",
            "is of no use without audit.checkpoint_hook",
        );
    }
    url.map(|url| Hook { url, token })
}

fn witness(reader: &mut Reader<'_>) -> Option<Witness> {
    const KEY: &str = "audit.witness_key";
    let url = https(reader, "audit.witness");
    let key = reader.optional_text(KEY);
    match (url, key) {
        (Some(url), Some(key)) => Some(Witness { url, key }),
        (Some(_), None) => {
            reader.problem(
                KEY,
                "is missing: without it, anybody's signature would be the witness's",
            );
            None
        }
        (None, Some(_)) => {
            reader.problem(KEY, "is of no use without audit.witness");
            None
        }
        (None, None) => None,
    }
}

fn https(reader: &mut Reader<'_>, setting: &str) -> Option<String> {
    let text = reader.optional_text(setting)?;
    let usable = Url::parse(&text).is_ok_and(|url| {
        url.scheme() == "https" && url.username().is_empty() && url.password().is_none()
    });
    if !usable {
        reader.problem(
            setting,
            "must be an https:// address without a user or password",
        );
    }
    usable.then_some(text)
}
