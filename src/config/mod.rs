//! The configuration: one TOML file, read once at start.
//!
//! Owns the list of its sections. A file with an unknown, missing, malformed or weak setting is refused, and everything that is
//! wrong with it is listed at once. It must not open what a setting points to (databases, keys, certificates): the part that uses
//! it does.
//!
//! A section is declared with [`settings!`](macro@crate::settings) by what reads it: here what only `app` reads, in the kernel
//! and in features what is theirs. To add a setting, add a line to its section; to add a section, add it to [`Config`] and
//! [`sections`]. Relative paths are relative to the folder of the configuration file.

use std::{
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

mod gateways;
mod keys;
mod listen;
mod log;
mod publishing;
mod stores;

pub use self::{
    gateways::{SmsConfig, SmsGatewayKind},
    keys::{
        AlibabaConfig, KeyService, KeyringSeal, KeysConfig, LocalConfig, OpenBaoConfig,
        OpenBaoLogin,
    },
    listen::{ListenAddress, ListenConfig, PublicName, TlsConfig},
    log::{LogConfig, LogFormat, PolicyConfig},
    publishing::PublishingConfig,
    stores::{DatabaseUrl, Engine, StoreLocation, StoresConfig},
};
pub use crate::settings::{ConfigError, Environment, Problem, Secret, Written};

use self::stores::{ACCOUNTS, DataConfig, EngineConfig};
use crate::{
    features::exports::api::ExportSettings,
    kernel::{
        authn::{LoginSettings, SessionSettings},
        envelope::EnvelopeSettings,
        evidence::EvidenceSettings,
        http::DoorSettings,
    },
    settings::{
        Reader, Section, Setting,
        kinds::{Kind, flag},
        table, template,
    },
};

/// Everything Hufu is told from outside, checked.
#[derive(Debug, Clone)]
pub struct Config {
    /// The file this was read from.
    pub file: PathBuf,
    /// Whether this is the demonstration: synthetic people, and a page that shows the text messages.
    pub demo: bool,
    /// The folder for everything Hufu writes by default.
    pub data_directory: PathBuf,
    /// Where the four stores are.
    pub stores: StoresConfig,
    /// Where the master key is.
    pub keys: KeysConfig,
    /// Addresses and public name.
    pub listen: ListenConfig,
    /// Whom the door believes, and how much one client may ask for.
    pub door: DoorSettings,
    /// The certificate and its key.
    pub tls: TlsConfig,
    /// How long a session may last.
    pub sessions: SessionSettings,
    /// Login codes and their limits.
    pub login: LoginSettings,
    /// How long a key pair of the transport envelope lives.
    pub envelope: EnvelopeSettings,
    /// How text messages leave.
    pub sms: SmsConfig,
    /// How long the audit log is kept, and how it becomes evidence.
    pub evidence: EvidenceSettings,
    /// Where checkpoints are sent.
    pub publishing: PublishingConfig,
    /// Where export files wait, and for how long.
    pub exports: ExportSettings,
    /// Which permission policy applies.
    pub policy: PolicyConfig,
    /// How the process log is written.
    pub log: LogConfig,
    /// Whether the file itself says the password of a database, where it could have named a variable.
    pub password_written: bool,
    /// What the file says, as digests.
    pub written: Written,
}

const DEMO: Section = Section {
    name: "",
    about: &[],
    is_off: false,
    settings: &[Setting {
        name: "demo",
        about: &[
            "true only for the demonstration: synthetic people, and a page that shows the text messages.",
        ],
        shape: || flag(false).shape(),
    }],
};

/// Every section, in the order of a new file.
pub fn sections() -> impl Iterator<Item = Section> {
    let first = [DEMO, DataConfig::SECTION, EngineConfig::SECTION];
    let rest = [
        ListenConfig::SECTION,
        DoorSettings::SECTION,
        TlsConfig::SECTION,
        SessionSettings::SECTION,
        LoginSettings::SECTION,
        EnvelopeSettings::SECTION,
        SmsConfig::SECTION,
        EvidenceSettings::SECTION,
        PublishingConfig::SECTION,
        ExportSettings::SECTION,
        PolicyConfig::SECTION,
        LogConfig::SECTION,
    ];
    let kept = ACCOUNTS.into_iter().chain(keys::SECTIONS);
    first.into_iter().chain(kept).chain(rest)
}

/// The name of every setting there is.
pub fn names() -> impl Iterator<Item = &'static str> {
    let settings = sections().flat_map(|section| section.settings);
    settings.map(|setting| setting.name)
}

/// The text of a new file that writes these values, and everything else with its default.
#[must_use]
pub fn new_file(values: &[(&str, toml::Value)]) -> String {
    template::render(sections(), values)
}

/// Every setting as Markdown, for the documentation.
#[must_use]
pub fn documentation() -> String {
    table::markdown(sections())
}

impl Config {
    /// Reads and checks the file at `path`.
    ///
    /// # Errors
    /// Every problem of the file at once; see [`ConfigError`].
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        Self::load_with(path, &|name| std::env::var(name).ok())
    }

    /// As [`Config::load`], with the environment given.
    ///
    /// # Errors
    /// Every problem of the file at once; see [`ConfigError`].
    pub fn load_with(path: &Path, environment: Environment<'_>) -> Result<Self, ConfigError> {
        let refused = |problems| ConfigError {
            file: path.to_path_buf(),
            problems,
        };
        // Without this, `hufu.toml` would have the empty folder and its data would move with the working directory of the day.
        let file = std::path::absolute(path).map_err(|error| {
            refused(vec![Problem::new(
                "file",
                format!("cannot be found: {error}"),
            )])
        })?;
        let text = std::fs::read_to_string(&file).map_err(|error| {
            refused(vec![Problem::new(
                "file",
                format!("cannot be read: {error}"),
            )])
        })?;
        let mut reader = Reader::new(&text, &file, environment, sections()).map_err(refused)?;
        let config = Self::read(&mut reader, file);
        let problems = reader.finish();
        if problems.is_empty() {
            Ok(config)
        } else {
            Err(refused(problems))
        }
    }

    /// Whether the file says the password of a database and others than its owner can read it.
    #[must_use]
    pub fn exposes_password(&self) -> bool {
        let others_read = std::fs::metadata(&self.file)
            .is_ok_and(|metadata| metadata.permissions().mode() & 0o077 != 0);
        self.password_written && others_read
    }

    fn read(reader: &mut Reader<'_>, file: PathBuf) -> Self {
        let data_directory = DataConfig::read(reader).directory;
        reader.set_data_directory(&data_directory);
        let demo = flag(false).read(reader, "demo");
        Self {
            file,
            demo,
            data_directory,
            stores: StoresConfig::read(reader),
            keys: KeysConfig::read(reader, demo),
            listen: ListenConfig::read(reader),
            door: DoorSettings::read(reader),
            tls: TlsConfig::read(reader),
            sessions: SessionSettings::read(reader),
            login: LoginSettings::read(reader),
            envelope: EnvelopeSettings::read(reader),
            sms: SmsConfig::read(reader),
            evidence: EvidenceSettings::read(reader),
            publishing: PublishingConfig::read(reader),
            exports: ExportSettings::read(reader),
            policy: PolicyConfig::read(reader),
            log: LogConfig::read(reader),
            password_written: reader.password_written(),
            written: reader.written(),
        }
    }
}

#[cfg(test)]
mod tests;
