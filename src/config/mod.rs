//! The configuration: one TOML file, read once at start.
//!
//! Owns the names, units, defaults and limits of every setting, and the words that tell an operator what to correct. A file with an
//! unknown, missing, malformed or weak setting is refused, and everything that is wrong with it is listed at once.
//! It must not open what a setting points to (databases, keys, certificates): the part that uses it does, and `hufu doctor` asks it to.
//!
//! | file | section |
//! |---|---|
//! | [`stores`] | `[data]`, `[stores]`: where the four stores are |
//! | [`keys`] | `[keys]`: where the master key is |
//! | [`listen`] | `[listen]`, `[tls]`: addresses, names, proxies, certificate |
//! | [`network`] | ranges of addresses, for `listen.trusted_proxies` |
//! | [`envelope`] | `[envelope]`: how long its key pairs live |
//! | [`people`] | `[sessions]`, `[login]`: how long and how often |
//! | [`audit`] | `[audit]`: how long the log is kept, and how it becomes evidence |
//! | [`records`] | `[exports]`, `[policy]`: what may leave, who may do what |
//! | [`gateways`] | `[sms]` |
//! | [`log`] | `[log]` |
//! | [`problem`] | what is wrong, in words |
//! | [`written`] | which settings the file writes, as digests, to tell what changed |
//! | [`template`] | the commented file that `hufu init` and `hufu demo` write |
//!
//! Relative paths are relative to the folder of the configuration file. To add a setting: read it in its section's file, write it in
//! [`template`], and name it in [`written`]; a test fails when one of the three is forgotten.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

mod address;
pub mod audit;
pub mod envelope;
pub mod gateways;
pub mod keys;
pub mod listen;
pub mod log;
pub mod network;
pub mod people;
pub mod problem;
mod reader;
pub mod records;
mod secret;
pub mod stores;
pub mod template;
pub mod written;

pub use self::address::is_private;
pub use self::audit::{AuditConfig, Hook, Witness};
pub use self::envelope::EnvelopeConfig;
pub use self::gateways::{SmsConfig, SmsGatewayKind};
pub use self::keys::{
    AlibabaConfig, KeyService, KeyringSeal, KeysConfig, LocalConfig, OpenBaoConfig, OpenBaoLogin,
};
pub use self::listen::{ListenAddress, ListenConfig, PublicName, TlsConfig};
pub use self::log::{LogConfig, LogFormat};
pub use self::network::Network;
pub use self::people::{LoginConfig, SessionsConfig};
pub use self::problem::{ConfigError, Problem};
pub use self::records::{ExportsConfig, PolicyConfig};
pub use self::secret::Secret;
pub use self::stores::{DatabaseUrl, Engine, StoreLocation, StoresConfig};
pub use self::written::Written;

use self::reader::Reader;

/// Looks up an environment variable, for settings written as `env:NAME`.
pub type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Everything Hufu is told from outside, checked.
#[derive(Debug, Clone)]
pub struct Config {
    /// The file this was read from.
    pub file: PathBuf,
    /// `data.directory`: the folder for everything Hufu writes by default.
    pub data_directory: PathBuf,
    /// Where the four stores are.
    pub stores: StoresConfig,
    /// Where the master key is.
    pub keys: KeysConfig,
    /// Addresses, public name and trusted proxies.
    pub listen: ListenConfig,
    /// The certificate and its key.
    pub tls: TlsConfig,
    /// How long a session may last.
    pub sessions: SessionsConfig,
    /// Login codes and their limits.
    pub login: LoginConfig,
    /// How long a key pair of the transport envelope lives.
    pub envelope: EnvelopeConfig,
    /// How text messages leave.
    pub sms: SmsConfig,
    /// How long the audit log is kept, and how it becomes evidence.
    pub audit: AuditConfig,
    /// Where export files wait, and for how long.
    pub exports: ExportsConfig,
    /// Which permission policy applies.
    pub policy: PolicyConfig,
    /// How the process log is written.
    pub log: LogConfig,
    /// Whether this is the demonstration: synthetic people, and a page that shows the text messages.
    pub demo: bool,
    /// Whether the file itself says the password of a database, where it could have named a variable.
    pub password_written: bool,
    /// What the file says, as digests.
    pub written: Written,
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
        let mut reader = Reader::new(&text, &file, environment).map_err(refused)?;
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
        let data_directory = reader.required_path("data.directory");
        let demo = reader.flag("demo", false);
        Self {
            file,
            stores: StoresConfig::read(reader, &data_directory),
            keys: KeysConfig::read(reader, &data_directory, demo),
            listen: ListenConfig::read(reader),
            tls: TlsConfig::read(reader),
            sessions: SessionsConfig::read(reader),
            login: LoginConfig::read(reader),
            envelope: EnvelopeConfig::read(reader),
            sms: SmsConfig::read(reader, &data_directory),
            audit: AuditConfig::read(reader),
            exports: ExportsConfig::read(reader, &data_directory),
            policy: PolicyConfig::read(reader),
            log: LogConfig::read(reader),
            demo,
            password_written: reader.password_written(),
            written: reader.written(),
            data_directory,
        }
    }
}

#[cfg(test)]
mod tests;
